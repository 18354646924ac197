"""The diagnosis for people: a wizard of three steps, the answer, and what is made of it to keep and to hand over."""

from allianceskg.web.diagnosis.routes import router

__all__ = ["router"]
