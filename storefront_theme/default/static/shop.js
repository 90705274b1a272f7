// The shop works without this file. It saves page loads: variants, pictures, quantities, sorting.
"use strict";

(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Public pages are the same for everybody; the count of the cart comes from a cookie.
  function showCartCount() {
    const match = document.cookie.match(/(?:^|;\s*)(?:__Host-)?cart_count=(\d{1,5})/);
    const badge = one("[data-cart-count]");
    if (!badge || !match) return;
    badge.hidden = match[1] === "0";
    one("[data-cart-number]", badge).textContent = match[1];
  }

  // Counted without a cookie; who asks not to be counted is not.
  function countVisit() {
    if (navigator.globalPrivacyControl || navigator.doNotTrack === "1" || navigator.webdriver) return;
    const count = document.cookie.match(/(?:^|;\s*)(?:__Host-)?cart_count=(\d{1,5})/);
    const facts = { page: location.pathname + location.search, from: document.referrer, items: count ? count[1] : "0" };
    navigator.sendBeacon("/visit", new URLSearchParams(facts));
  }

  function submitOnChange() {
    all("[data-hide-with-script]").forEach((element) => { element.hidden = true; });
    all("form[data-submit-on-change]").forEach((form) => {
      form.addEventListener("change", () => form.requestSubmit());
    });
    const cart = one("form[data-cart]");
    cart?.addEventListener("change", (event) => {
      if (event.target.matches("[data-quantity]") && event.target.reportValidity()) cart.requestSubmit();
    });
  }

  // Country and shipping change the total: the server counts, the form keeps what was typed.
  function refreshCheckout() {
    const form = one("form[data-checkout]");
    if (!form) return;
    const refresh = one("[data-refresh]", form);
    refresh.hidden = true;
    one("#country", form).addEventListener("change", () => form.requestSubmit(refresh));
    all("[data-shipping]", form).forEach((radio) => {
      radio.addEventListener("change", () => form.requestSubmit(refresh));
    });
    // A cart that is left here can be brought back by mail.
    one("#email", form).addEventListener("change", (event) => {
      if (!event.target.validity.valid || !event.target.value) return;
      const body = new FormData(form);
      body.set("do", "contact");
      fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
    });
    let isSent = false;
    form.addEventListener("submit", (event) => {
      if (!event.submitter?.matches("[data-pay]")) return;
      if (isSent) event.preventDefault();
      isSent = true;
      event.submitter.setAttribute("aria-busy", "true");
    });
    window.addEventListener("pageshow", (event) => { if (event.persisted) isSent = false; });
  }

  function pictures(root = document) {
    const slides = one(".gallery-slides", root);
    const links = all(".gallery-thumbs a", root);
    if (!slides || !links.length) return;
    const mark = (index) => links.forEach((link, place) => {
      if (place === index) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    links.forEach((link, index) => link.addEventListener("click", (event) => {
      event.preventDefault();
      slides.scrollTo({ left: slides.clientWidth * index });
      mark(index);
    }));
    slides.addEventListener("scrollend", () => {
      mark(Math.round(slides.scrollLeft / Math.max(slides.clientWidth, 1)));
    });
    mark(0);
  }

  // A variant is a page of its own; here its product part replaces the one shown.
  async function showVariant(address, isNew) {
    const product = one("[data-product]");
    product.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = one("[data-product]", page);
      if (!answer.ok || !fresh) throw new Error("no product in the answer");
      const focused = document.activeElement?.closest?.("[data-variant-link]")?.textContent;
      const quantity = one("#quantity", product)?.value;
      product.replaceWith(document.adoptNode(fresh));
      document.title = page.title;
      if (isNew) history.pushState({ variant: address }, "", address);
      if (quantity && one("#quantity")) one("#quantity").value = quantity;
      pictures(fresh);
      all("[data-variant-link]", fresh).find((link) => link.textContent === focused)?.focus({ preventScroll: true });
    } catch {
      location.assign(address);
    }
  }

  function variants() {
    if (!one("[data-product]")) return;
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("[data-variant-link]");
      if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      showVariant(link.href, true);
    });
    window.addEventListener("popstate", () => {
      if (one("[data-product]") && !location.hash) showVariant(location.href, false);
    });
  }

  // So that mails arrive by day where the reader lives.
  function tellTimeZone() {
    all("form[data-time-zone] [name=time_zone]").forEach((field) => {
      field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    });
  }

  one("#alert")?.focus();
  showCartCount();
  countVisit();
  window.addEventListener("pageshow", showCartCount);
  submitOnChange();
  refreshCheckout();
  pictures();
  variants();
  tellTimeZone();
})();
