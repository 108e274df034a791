// Everything works without this file; it only saves a click here and there.
"use strict";

// Buttons that need a script are hidden until it is here.
document.documentElement.classList.add("cw-has-script");

for (const button of document.querySelectorAll("button[data-copies]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // where the page has not come by https
    }
    button.nextElementSibling.textContent = button.dataset.copied;
  });
}

// What takes time says so as soon as it is sent.
for (const status of document.querySelectorAll("form [data-busy]")) {
  status.closest("form").addEventListener("submit", () => {
    status.textContent = status.dataset.busy;
  });
}
