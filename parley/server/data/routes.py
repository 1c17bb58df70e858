"""What an administrator asks of the server about people's data."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request

from parley.server.data.erasure import Erased
from parley.server.identity import LOCAL, User
from parley.server.in_process import past_auth
from parley.settings import settings
from parley.storage.errors import StorageError

router = APIRouter()

_NOT_MARKED = (
    "Without log-in nothing says whose it is: "
    "to delete everything, stop the server and remove its data."
)


def caller(request: Request) -> User:
    """Return who is asking."""
    user: User = request.scope["parley.user"]
    return user


def administrator(user: Annotated[User, Depends(caller)]) -> User:
    """Return the caller, who is an administrator.

    Raises:
        HTTPException: 403, they are not.
    """
    if "admin" not in user.roles:
        raise HTTPException(403, "Only an administrator may do this: ask with a key of theirs.")
    return user


# A path, since an identity provider may put slashes into an identity.
@router.delete(
    "/users/{identity:path}",
    dependencies=[Depends(administrator)],
    responses={
        403: {"description": "The caller is no administrator."},
        409: {"description": "There is no log-in, so nothing says whose it is."},
        503: {"description": "All is deleted, but traces are still in SQLite's files."},
    },
)
async def forget(identity: Annotated[str, Path(min_length=1)], request: Request) -> Erased:
    """Delete everything of this user, and say how much it was."""
    if identity == LOCAL.identity and not settings().auth_on:
        raise HTTPException(409, _NOT_MARKED)
    try:
        return await past_auth(request.app.state.erasure.erase(identity))
    except StorageError as error:
        raise HTTPException(503, str(error)) from error
