"""What the database itself refuses in this app: a message that was made says the same for ever."""

from governance.database.triggers import AppendOnly, FrozenColumns, NoDelete, Trigger

TRIGGERS: tuple[Trigger, ...] = (
    NoDelete("webhooks_webhook"),
    NoDelete("webhooks_webhookdelivery"),
    FrozenColumns(
        "webhooks_webhookdelivery", ("webhook_id", "event_uid", "action", "body", "made_at", "uid", "job_id")
    ),
    FrozenColumns("webhooks_webhooksecret", ("webhook_id", "nonce", "digest", "made_at")),
    AppendOnly("webhooks_webhookattempt"),
)
