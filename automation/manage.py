"""This service's command line: `python -m automation.manage <command>`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automation.settings")
    from django.core.management import execute_from_command_line

    from automation.celery import app

    app.set_current()

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
