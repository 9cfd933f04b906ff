"""The closed vocabulary of what can happen; nothing else can be written into the journal."""

from enum import StrEnum


class Event(StrEnum):
    """A known word of the journal. Add a word here first; a test holds the journal to this list."""

    # registration and sign-in (articles 7, 8, 18.1.1)
    REGISTRATION_STARTED = "registration.started"
    NOTICES_AGREED = "registration.notices_agreed"
    IDENTITY_STATED = "registration.identity_stated"
    ASSERTION_AGREED = "registration.assertion_agreed"
    ASSERTION_REFUSED = "registration.assertion_refused"
    IDENTITY_ASSERTED = "registration.identity_asserted"
    REGISTRATION_VERIFIED = "registration.verified"
    REGISTRATION_PROVED = "registration.proved"
    CERTIFICATE_CHECKED = "registration.certificate_checked"
    PROOF_REFUSED = "registration.proof_refused"
    CONTACT_CONFIRMED = "registration.contact_confirmed"
    REGISTRATION_SIGNED = "registration.signed"
    REGISTRATION_SUBMITTED = "registration.submitted"
    REGISTRATION_RELEASED = "registration.released"
    REGISTRATION_REFUSED = "registration.refused"
    ACTIVATION_SENT = "registration.activation_sent"
    REGISTRATION_RENEWED = "registration.renewed"
    ACCOUNT_OPENED = "registration.account_opened"
    OTP_SENT = "otp.sent"
    OTP_FAILED = "otp.failed"
    SIGNED_IN = "account.signed_in"
    SIGN_IN_FAILED = "account.sign_in_failed"
    ACCOUNT_LOCKED = "account.locked"
    SIGNED_OUT = "account.signed_out"
    SESSION_OPENED = "session.opened"
    SESSION_PROVED = "session.proved"
    SESSION_ENDED = "session.ended"
    SIGN_IN_TOLD = "session.told"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    PASSKEY_REFUSED = "passkey.refused"
    PASSKEY_SUSPENDED = "passkey.suspended"
    SIGN_IN_CHOSEN = "account.sign_in_chosen"
    SLEEP_NEAR = "account.sleep_near"
    FELL_ASLEEP = "account.fell_asleep"
    ACCOUNT_TAKEN_OVER = "account.taken_over"
    ADDRESS_LOST = "account.address_lost"
    POLICIES_FOUND = "account.policies_found"
    PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 - a word, not a secret
    PASSWORD_OUTGROWN = "account.password_outgrown"  # noqa: S105 - as above

    # consents given on their own, and taken back (15.1.2)
    CONSENT_GIVEN = "consent.given"
    CONSENT_REPLACED = "consent.replaced"
    CONSENT_WITHDRAWN = "consent.withdrawn"

    # changing one's data, coming back into an account, leaving, death (2.7, 13, 15.1.3)
    CHANGE_ASKED = "change.asked"
    CHANGE_PROVED = "change.proved"
    CHANGE_WAITS = "change.waits"
    CHANGE_REVIEWED = "change.reviewed"
    CHANGE_APPLIED = "change.applied"
    CHANGE_SETTLED = "change.settled"
    CHANGE_STOPPED = "change.stopped"
    CHANGE_WITHDRAWN = "change.withdrawn"
    CHANGE_REFUSED = "change.refused"
    CHANGE_TOLD = "change.told"
    ACCOUNT_BLOCKED = "account.blocked"
    ACCOUNT_UNBLOCKED = "account.unblocked"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_SIGNED_OUT = "account.signed_out_by_staff"
    EVERYBODY_SIGNED_OUT = "everybody.signed_out"
    RECOVERY_ASKED = "recovery.asked"
    RECOVERY_PROVED = "recovery.proved"
    RECOVERY_DONE = "recovery.done"
    RECOVERY_SETTLED = "recovery.settled"
    RECOVERY_DISOWNED = "recovery.disowned"
    RECOVERY_LAPSED = "recovery.lapsed"
    DEATH_REPORTED = "death.reported"
    DEATH_CONFIRMED = "death.confirmed"
    DEATH_DISMISSED = "death.dismissed"

    # purchase (articles 5, 10, 11)
    PURCHASE_STARTED = "purchase.started"
    PURCHASE_INFORMED = "purchase.informed"
    PURCHASE_REVISED = "purchase.revised"
    PURCHASE_CONFIRMED = "purchase.confirmed"
    PURCHASE_AUTHORISED = "purchase.authorised"
    RECEIPT_REPORTED = "purchase.receipt_reported"
    PURCHASE_ACCEPTED = "purchase.accepted"
    PURCHASE_REFERRED = "purchase.referred"
    PURCHASE_CLEARED = "purchase.cleared"
    PURCHASE_REFUSED = "purchase.refused"
    PURCHASE_CONCLUDED = "purchase.concluded"
    ISSUE_REPORTED = "purchase.issue_reported"
    PURCHASE_WITHDRAWN = "purchase.withdrawn"
    PURCHASE_STALLED = "purchase.stalled"
    RECEIPT_WITHDRAWN = "purchase.receipt_withdrawn"
    LIMIT_RESERVED = "purchase.limit_reserved"
    LIMIT_RELEASED = "purchase.limit_released"

    # products (articles 5, 10)
    PRODUCT_PUBLISHED = "product.published"
    PRODUCT_WITHDRAWN = "product.withdrawn"

    # payment (article 12)
    PAYMENT_INTENDED = "payment.intended"
    PAYMENT_OPENED = "payment.opened"
    PAYMENT_AUTHORISED = "payment.authorised"
    PAYMENT_DECLINED = "payment.declined"
    PAYMENT_CAPTURED = "payment.captured"
    PAYMENT_VOIDED = "payment.voided"
    PAYMENT_REFUNDED = "payment.refunded"

    # our books against the institutions' (12, 11.2)
    BOOKS_COMPARED = "books.compared"
    DIFFERENCE_FOUND = "difference.found"
    DIFFERENCE_SETTLED = "difference.settled"
    DIFFERENCE_SOLVED = "difference.solved"
    DIFFERENCE_HELD = "difference.held"
    ORDER_VOIDED = "order.voided"
    ORDER_REFUNDED = "order.refunded"
    ORDER_CHARGED = "order.charged"
    ORDER_UNKNOWN = "order.unknown"

    # the mark beside the database, and an older state of it that was restored
    MARK_BEGUN = "mark.begun"
    RESTORATION_FOUND = "restoration.found"
    RESTORATION_SIGNED_OUT = "restoration.signed_out"
    RESTORATION_MOVED_ON = "restoration.moved_on"
    RESTORATION_COMPARED = "restoration.compared"
    RESTORATION_OPENED = "restoration.opened"

    # delivery (articles 6, 10.2.5, 12.1.4)
    CONFIRMATION_SENT = "delivery.confirmation_sent"
    POLICY_ISSUED = "delivery.policy_issued"
    POLICY_SENT = "delivery.policy_sent"
    POLICY_OPENED = "delivery.policy_opened"
    POLICY_SIGNED_FOR = "delivery.policy_signed_for"

    # motor insurance of the books, looked up without signing in, and its electronic proof (8.3)
    MOTOR_ENTERED = "motor.entered"
    MOTOR_LOOKED_UP = "motor.looked_up"
    MOTOR_LOOK_UPS_MISSED = "motor.look_ups_missed"
    PROOF_APPLIED_FOR = "motor.proof_applied_for"
    PROOF_ISSUED = "motor.proof_issued"
    PROOF_FETCHED = "motor.proof_fetched"
    PROOF_LAPSED = "motor.proof_lapsed"

    # what was said and asked (18.1.2, 11.2)
    MESSAGE_SENT = "message.sent"
    MESSAGE_FAILED = "message.failed"
    INSTITUTION_ANSWERED = "institution.answered"
    INSTITUTION_FAILED = "institution.failed"
    INSTITUTION_NOT_ASKED = "institution.not_asked"

    # what two people decide, and the people themselves (25.1)
    RELEASE_ASKED = "release.asked"
    RELEASE_GIVEN = "release.given"
    RELEASE_REFUSED = "release.refused"
    RELEASE_WITHDRAWN = "release.withdrawn"
    RELEASE_LAPSED = "release.lapsed"
    RELEASE_VOIDED = "release.voided"
    STAFF_ADMITTED = "staff.admitted"
    STAFF_LINK_SENT = "staff.link_sent"
    STAFF_JOINED = "staff.joined"
    STAFF_MOVED = "staff.moved"
    STAFF_LEFT = "staff.left"
    STAFF_KEPT = "staff.kept"
    ACCESS_REVIEW_OPENED = "access.review_opened"
    ACCESS_REVIEW_CLOSED = "access.review_closed"

    # the console
    STAFF_SIGNED_IN = "staff.signed_in"
    STAFF_SIGN_IN_FAILED = "staff.sign_in_failed"
    STAFF_SIGNED_OUT = "staff.signed_out"
    STAFF_PASSWORD_OUTGROWN = "staff.password_outgrown"  # noqa: S105 - as above
    STAFF_PASSWORD_CHANGED = "staff.password_changed"  # noqa: S105 - as above
    PERSONAL_DATA_READ = "staff.personal_data_read"
    DUTY_LATE = "duty.late"
