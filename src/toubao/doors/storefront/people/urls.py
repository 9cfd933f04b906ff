"""The addresses of people: registration, sign-in, members, case status, motor look-up, the norm's and the insurer's pages."""

from django.urls import URLPattern, URLResolver, path

from toubao.doors.api.oauth import machine, pages
from toubao.doors.storefront.people import about, case, outgrown, passkeys, second, sign_in
from toubao.doors.storefront.people.members import lists, mailed, password, policy, purchase
from toubao.doors.storefront.people.members.access import choices, devices, proving_again
from toubao.doors.storefront.people.members.access import passkeys as own_passkeys
from toubao.doors.storefront.people.members.mine import changes, consents, mailbox, not_me
from toubao.doors.storefront.people.motor import looking as motor
from toubao.doors.storefront.people.motor import proofs
from toubao.doors.storefront.people.recover import asking as recover
from toubao.doors.storefront.people.recover import certifying as recover_certifying
from toubao.doors.storefront.people.recover import finishing as recovering
from toubao.doors.storefront.people.recover import linking
from toubao.doors.storefront.people.register import (
    activating,
    approving,
    asserting,
    certifying,
    identifying,
    opening,
    proving,
    reading,
    renewing,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("authorize/", pages.authorise, name="authorise"),
    path(".well-known/oauth-authorization-server", machine.metadata, name="authorisation-server"),
    path("register/", reading.overview, name="register"),
    path("register/notices/<slug:name>/", reading.notice, name="register-notice"),
    path("register/<uuid:registration_id>/you/", identifying.you, name="register-you"),
    path("register/back/<slug:provider>/", asserting.back, name="register-back"),
    path("register/<uuid:registration_id>/account/<slug:provider>/", asserting.account, name="register-account"),
    path("register/<uuid:registration_id>/certificate/", certifying.certificate, name="register-certificate"),
    path("register/<uuid:registration_id>/approved/", approving.approved, name="register-approved"),
    path("register/approved/back/<slug:way>/", approving.back, name="register-approved-back"),
    path("register/<uuid:registration_id>/told/", asserting.told, name="register-told"),
    path("register/<uuid:registration_id>/refused/", identifying.refused, name="register-refused"),
    path("register/<uuid:registration_id>/code/", proving.code, name="register-code"),
    path("register/<uuid:registration_id>/password/", opening.password, name="register-password"),
    path("register/<uuid:registration_id>/renew/", renewing.renew, name="register-renew"),
    path("activate/<str:token>/", activating.activate, name="activate"),
    path("activated/", activating.activated, name="activated"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("recover/", recover.ask, name="recover"),
    path("recover/codes/", recover.codes, name="recover-codes"),
    path("recover/certificate/", recover_certifying.certificate, name="recover-certificate"),
    path("recover/link/<str:token>/", linking.link, name="recover-link"),
    path("recover/passkey/", recover.by_passkey, name="recover-passkey"),
    path("recover/password/", recovering.password, name="recover-password"),
    path("recover/done/", recover.done, name="recover-done"),
    path("passkeys/<slug:purpose>/question/", passkeys.question, name="passkey-question"),
    path("sign-in/password/", outgrown.password, name="sign-in-password"),
    path("sign-in/passkey/", passkeys.sign_in, name="sign-in-passkey"),
    path("sign-in/second/passkey/", passkeys.second_step, name="sign-in-second-passkey"),
    path("members/account/prove/passkey/", passkeys.prove, name="members-prove-passkey"),
    path("members/account/passkeys/", own_passkeys.mine, name="members-passkeys"),
    path("members/account/passkeys/question/", own_passkeys.question, name="members-passkeys-question"),
    path("members/account/passkeys/add/", own_passkeys.add, name="members-passkeys-add"),
    path("members/account/passkeys/<uuid:passkey>/remove/", own_passkeys.remove, name="members-passkeys-remove"),
    path("sign-in/second/", second.second, name="sign-in-second"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("members/", lists.home, name="members"),
    path("members/messages/", lists.messages, name="members-messages"),
    path("members/account/", lists.account, name="members-account"),
    path("members/account/devices/", devices.devices, name="members-devices"),
    path("members/account/prove/", proving_again.prove, name="members-prove"),
    path("members/account/sign-in/", choices.sign_in_choices, name="members-sign-in"),
    path("members/account/devices/end-others/", devices.end_others, name="members-devices-end-others"),
    path("members/account/devices/<uuid:session_id>/end/", devices.end, name="members-devices-end"),
    path("members/account/devices/programs/<slug:handle>/end/", devices.end_program, name="members-devices-end-program"),
    path("members/account/password/", password.password, name="members-password"),
    path("members/account/change/<slug:kind>/", changes.change, name="members-change"),
    path("members/account/changes/<uuid:change_id>/", changes.standing, name="members-change-standing"),
    path("members/account/changes/<uuid:change_id>/withdraw/", changes.withdraw, name="members-change-withdraw"),
    path("members/account/mailbox/", mailbox.send, name="members-mailbox"),
    path("members/account/mailbox/<str:token>/", mailbox.link, name="members-mailbox-link"),
    path("members/account/consents/", consents.consents, name="members-consents"),
    path("members/account/consents/<slug:name>/", consents.give, name="members-consent-give"),
    path("members/account/consents/<slug:name>/withdraw/", consents.withdraw, name="members-consent-withdraw"),
    path("members/account/consents/texts/<slug:digest>/", consents.agreed_text, name="members-consent-text"),
    path("members/account/consents/texts/<slug:digest>/source/", consents.agreed_bytes, name="members-consent-source"),
    path("not-me/<str:token>/", not_me.not_me, name="not-me"),
    path("account-closed/", not_me.closed, name="account-closed"),
    path("members/policies/<slug:number>/", policy.policy, name="members-policy"),
    path("members/policies/<slug:number>/document/", policy.document, name="members-policy-document"),
    path("members/policies/<slug:number>/sign-for/", policy.sign_for, name="members-policy-sign-for"),
    path("members/policies/<slug:number>/mail/", mailed.again, name="members-policy-mail"),
    path("members/policies/<slug:number>/signature/", policy.signature, name="members-policy-signature"),
    path("members/purchases/<uuid:purchase_id>/", purchase.purchase, name="members-purchase"),
    path("case/", case.case, name="case"),
    path("motor/", motor.look_up, name="motor"),
    path("motor/found/", motor.found, name="motor-found"),
    path("motor/away/", motor.put_away, name="motor-away"),
    path("motor/proofs/<str:key>/apply/", proofs.apply, name="motor-proof-apply"),
    path("motor/proofs/<str:key>/", proofs.proof, name="motor-proof"),
    path("motor/proofs/<str:key>/document/", proofs.document, name="motor-proof-document"),
    path("norm/", about.norm, name="norm"),
    *(path(f"{name}/", about.page(name), name=name) for name in about.PAGES),
]
