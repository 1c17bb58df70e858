"""Routes that `langgraph dev` has, and the open engine lacks or has otherwise."""

from fastapi import APIRouter, HTTPException, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from parley.server.aegra import store
from parley.server.aegra.tables import rows

router = APIRouter()
router.include_router(store.router)


@router.get("/ok")
async def ok() -> dict[str, bool]:
    """Say that the instance serves and reaches its database."""
    try:
        await rows("SELECT 1")
    except Exception as error:  # whatever it is, nothing can be served without it
        raise HTTPException(503, "The database doesn't answer.") from error
    return {"ok": True}


@router.get("/metrics")
def metrics() -> Response:
    """Give this instance's metrics to Prometheus. The edge keeps it closed until it is wanted."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
