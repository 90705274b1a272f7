pytest_plugins = ["tenancy.testing"]
