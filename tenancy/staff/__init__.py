"""The staff sites of both services: one site's walls, pages of facts, schedules. Needs django-unfold."""
