"""AliExpress and CJ of the sandbox, spoken to by the real adapters."""

from dataclasses import dataclass
from typing import Any

import httpx

from automation.suppliers.aliexpress.catalogue import AliExpressCatalogue
from automation.suppliers.aliexpress.gateway import App
from automation.suppliers.aliexpress.gateway import Gateway as AliExpressGateway
from automation.suppliers.aliexpress.orders import AliExpressOrders
from automation.suppliers.calling import SupplierCaller
from automation.suppliers.cj.catalogue import CjCatalogue
from automation.suppliers.cj.gateway import Gateway as CjGateway
from automation.suppliers.cj.orders import CjOrders

APP = App(key="500001", secret="sandbox-app-secret")
FIRST = 1005006000000101
CJ_KEY = f"CJ1234567@api@{'a' * 32}"


@dataclass
class Marketplaces:
    """Switches of the stand-ins; everything lasts until `reset`."""

    url: str

    def reset(self) -> None:
        self.post("/controls/reset", data=True)
        self.post("/controls/cj/limit", qps=1000)
        for name in ("aliexpress", "cj"):
            self.post(f"/controls/{name}/pace", ship_after=None, deliver_after=None)

    def post(self, path: str, /, **body: Any) -> Any:
        answer = httpx.post(f"{self.url}{path}", json=body, trust_env=False)
        return answer.raise_for_status().json()

    def aliexpress(self, path: str, /, **body: Any) -> Any:
        return self.post(f"/controls/aliexpress/{path}", **body)

    def cj(self, path: str, /, **body: Any) -> Any:
        return self.post(f"/controls/cj/{path}", **body)

    def fault(self, service: str, /, **fault: Any) -> None:
        self.post("/controls/faults", service=service, **fault)

    def get(self, path: str) -> Any:
        return httpx.get(f"{self.url}{path}", trust_env=False).raise_for_status().json()

    def orders(self, name: str) -> list[dict[str, Any]]:
        return list(self.get(f"/controls/{name}/orders")["orders"])

    def code(self) -> str:
        return str(self.aliexpress("tokens", what="code")["code"])

    def calls(self, service: str, path: str = "/") -> int:
        found = httpx.get(
            f"{self.url}/controls/calls", params={"service": service, "path": path}, trust_env=False
        )
        return len(found.raise_for_status().json()["calls"])

    @property
    def aliexpress_url(self) -> str:
        return f"{self.url}/aliexpress"

    @property
    def cj_url(self) -> str:
        return f"{self.url}/cj/api2.0/v1"

    def aliexpress_gateway(self, *, token: str | None = None, account: str = "lena") -> AliExpressGateway:
        from automation.suppliers.aliexpress.tokens import token_create

        caller = self.caller(f"ALIEXPRESS:{account}", self.aliexpress_url)
        token = token or token_create(app=APP, caller=caller, code=self.code()).access
        return AliExpressGateway(app=APP, token=token, caller=caller)

    def cj_gateway(self) -> CjGateway:
        from automation.suppliers.cj.tokens import token_create

        caller = self.caller("CJ:CJ1234567", self.cj_url)
        token = token_create(caller=caller, api_key=CJ_KEY).access
        return CjGateway(token=token, account="CJ1234567", caller=caller, qps=1000)

    @staticmethod
    def caller(name: str, url: str) -> SupplierCaller:
        return SupplierCaller(name=name, base_url=url, sleep=lambda _: None)


def aliexpress_pair(shops: Marketplaces) -> tuple[Any, Any]:
    gateway = shops.aliexpress_gateway()
    return AliExpressCatalogue(gateway=gateway), AliExpressOrders(gateway=gateway)


def cj_pair(shops: Marketplaces) -> tuple[Any, Any]:
    gateway = shops.cj_gateway()
    return CjCatalogue(gateway=gateway), CjOrders(gateway=gateway)
