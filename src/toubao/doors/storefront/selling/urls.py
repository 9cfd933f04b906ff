"""The addresses of home, products, quote, purchase and the acquirer's webhook."""

from django.urls import URLPattern, URLResolver, include, path

from toubao.doors.storefront.selling import confirming, entries, paying, products, progress, quote, webhook

STEPS = {
    "": paying.resume,
    "trip/": entries.trip,
    "traveller/": entries.traveller,
    "beneficiary/": entries.beneficiary,
    "documents/": confirming.documents,
    "check/": confirming.check,
    "code/": confirming.code,
    "certificate/": confirming.certificate,
    "pay/": paying.pay,
    "opening/": paying.page_opening,
    "back/": paying.back,
    "status/": progress.status,
    "give-up/": paying.give_up,
}

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "purchase/<uuid:purchase>/", include([path(tail, view, name=f"purchase-{tail[:-1] or 'resume'}") for tail, view in STEPS.items()])
    ),
    path("", products.home, name="home"),
    path("products/<slug:product>/", products.product, name="product"),
    path("products/<slug:product>/documents/<slug:name>.pdf", products.pdf, name="document-pdf"),
    path("products/<slug:product>/documents/<slug:name>/", products.document, name="document"),
    path("quote/<slug:product>/", quote.quote, name="quote"),
    path("quote/<slug:product>/on/", quote.onward, name="quote-on"),
    path("quote/<slug:product>/price/", quote.fragment, name="quote-price"),
    path("webhooks/card", webhook.card, name="card-webhook"),
]
