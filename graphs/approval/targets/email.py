"""An email through SMTP. Mail knows no key, so it is sent at most once for each decision."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Literal

import aiosmtplib
import structlog

from graphs.approval.targets.target import Parcel, PublishError
from parley.settings import settings

log = structlog.get_logger(__name__)

# Each step of the talk; all of them fit into the time that the ledger holds an entry.
_STEP_SECONDS = 8.0


class Email:
    """Sends to PUBLISH_EMAIL_TO."""

    name: Literal["email"] = "email"
    knows_keys = False

    async def send(self, parcel: Parcel) -> str:
        """Send it, and return the addresses.

        Raises:
            PublishError: the mail server did not take it, or did not say whether it did.
        """
        to, sender = settings().publish_email_to, settings().publish_email_from
        if not (to and sender and settings().smtp_host):
            raise PublishError(
                "Nothing was published: it was to go out as email, and no mail server is set up "
                "any more; set SMTP_HOST and PUBLISH_EMAIL_TO again, then approve again."
            )
        server, begun = _server(), False
        try:
            await server.connect()
            await server.mail(sender)
            for address in to:
                await server.rcpt(address)
            message = _message(parcel, sender, to)
            begun = True
            await server.data(message)
        except aiosmtplib.SMTPResponseException as error:
            # Its answer is a no, whenever it comes.
            raise _not_sent(error) from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            if begun:
                log.warning("email uncertain", key=parcel.key, error=repr(error))
                raise PublishError(UNKNOWN, maybe_out=True) from error
            raise _not_sent(error) from error
        finally:
            server.close()  # without a word: whatever it says now changes nothing
        return ", ".join(to)


UNKNOWN = (
    "Nobody knows whether the email went out: look for it in a recipient's mailbox first. "
    "Approve to send it again, or reject to leave it as it is."
)


def _server() -> aiosmtplib.SMTP:
    tls, password = settings().smtp_tls, settings().smtp_password
    return aiosmtplib.SMTP(
        hostname=settings().smtp_host,
        port=settings().smtp_port,
        username=settings().smtp_user,
        password=password.get_secret_value() if password else None,
        use_tls=tls == "tls",
        start_tls=tls == "starttls",
        timeout=_STEP_SECONDS,
    )


def _message(parcel: Parcel, sender: str, to: tuple[str, ...]) -> bytes:
    message = EmailMessage()
    message["Subject"] = parcel.text["title"]
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Date"] = format_datetime(datetime.fromtimestamp(parcel.begun_at, UTC))
    # Some mailboxes drop a second copy by it.
    message["Message-ID"] = f"<{parcel.key}@{make_msgid().rpartition('@')[2]}"
    message.set_content(parcel.text["body"])
    return message.as_bytes()


def _not_sent(error: Exception) -> PublishError:
    log.warning("email not sent", error=repr(error))
    return PublishError(
        f"Nothing was published: the mail server at {settings().smtp_host} did not take the "
        "email; check SMTP_HOST, its login and the addresses, then approve again."
    )
