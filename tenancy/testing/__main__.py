"""`python -m tenancy.testing stop|reset|status`: the test server that stays up between runs."""

import argparse
import sys

from tenancy.testing.postgres import Postgres
from tenancy.testing.servers import data_folder, server_url


def main() -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tenancy.testing", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "reset"])
    action = parser.parse_args().action
    server = Postgres(data_folder())
    if action == "start":
        sys.stdout.write(server_url() + "\n")
    elif action == "stop":
        sys.stdout.write("stopped\n" if server.stop() else "was not running\n")
    else:
        server.reset()
        sys.stdout.write("stopped and deleted\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
