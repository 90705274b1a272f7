"""What can be refused, named for the fact."""

from tenancy.errors import Conflict, Invalid, NotFound, Refused


class PostUnknown(NotFound):
    message = "There is no such post."


class PageUnknown(NotFound):
    message = "There is no such page."


class RevisionUnknown(NotFound):
    message = "There is no such revision."


class RedirectUnknown(NotFound):
    message = "There is no such redirect."


class LogEntryUnknown(NotFound):
    message = "There is no such entry."


class MenuUnknown(NotFound):
    message = "There is no such menu."


class HandleTaken(Conflict):
    code = "handle_taken"

    def __init__(self, handle: str) -> None:
        sentence = f"The handle {handle} is in use. Choose another."
        super().__init__(sentence, fields={"handle": [sentence]})


class PolicyTaken(Conflict):
    code = "page_kind_taken"
    message = "There is already a page of this kind. Edit that one."


class MenuTaken(Conflict):
    code = "menu_taken"
    message = "There is already a menu for this place. Edit that one."


class PostEmpty(Refused):
    code = "post_empty"
    message = "A post needs a title and some text before it can be published."


class ScheduleInPast(Invalid):
    def __init__(self) -> None:
        super().__init__(fields={"published_at": ["Choose a time in the future."]})


class RedirectPathTaken(Conflict):
    code = "redirect_taken"

    def __init__(self, path: str) -> None:
        sentence = f"There is already a redirect from {path}."
        super().__init__(sentence, fields={"from_path": [sentence]})


class RedirectLoops(Refused):
    code = "redirect_loops"

    def __init__(self) -> None:
        sentence = "This redirect would lead back to where it begins."
        super().__init__(sentence, fields={"target": [sentence]})


class NotReviewed(Refused):
    code = "not_reviewed"
    message = "A post goes out only after a person has read it: name who."
