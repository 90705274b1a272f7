"""What of customers and consent is taken along."""

from apps.customers import models
from tenancy.portable import left_out, portable

portable("customers", models.Customer)
portable("customer_addresses", models.CustomerAddress)
portable("consents", models.Consent, without=("request_number", "mailed_number"))
portable("consent_records", models.ConsentRecord)
portable("stock_alerts", models.StockAlert)
left_out("sign_in_requests", models.SignInRequest, "Links to sign in with; they end within the hour.")
left_out("customer_sessions", models.CustomerSession, "Keys of shoppers' browsers; they open this shop only.")
left_out(
    "erasures", models.Erasure, "Fingerprints of erased addresses; they mean something in this shop only."
)
