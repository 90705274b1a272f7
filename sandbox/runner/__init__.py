"""The development platform: embedded servers, the process runner and the checks."""
