// What the page of PLN Mobile asks the server, in the name of this browser's session.

import { forBrowser } from "./storage.js";

const TOKEN = "mobile.token";
const ADDRESS = "/api/pln-mobile";
const LINE_DOWN = "Tidak tersambung ke server. Isian tetap tersimpan; silakan coba lagi sebentar lagi.";

/** A refusal of the server: `code`, kind words, and the field that they are about. */
export class Refusal extends Error {
  constructor({ code, message, field }) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

async function ask(path, { method = "POST", body, headers = {} } = {}) {
  try {
    return await fetch(`${ADDRESS}${path}`, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Refusal({ code: "line_down", message: LINE_DOWN });
  }
}

async function contentOf(answer) {
  const content = await answer.json().catch(() => null);
  if (answer.ok && content) return content;
  throw new Refusal(content?.error ?? { code: "line_down", message: LINE_DOWN });
}

async function renewedToken() {
  const { token } = await contentOf(await ask("/sesi"));
  forBrowser.set(TOKEN, token);
  return token;
}

async function call(path, options = {}) {
  const inSession = (token) => ask(path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } });
  const answer = await inSession(forBrowser.get(TOKEN) ?? (await renewedToken()));
  return contentOf(answer.status === 401 ? await inSession(await renewedToken()) : answer);
}

export const nextStep = (filled) => call("/langkah", { body: filled });
export const readEntries = (isian) => call("/isian", { body: { isian } });
export const submit = (filled, key) => call("/laporan", { body: filled, headers: { "Idempotency-Key": key } });
export const reportOf = (number) => call(`/laporan/${encodeURIComponent(number)}`, { method: "GET" });
export const confirm = (number, normal) =>
  call(`/laporan/${encodeURIComponent(number)}/konfirmasi`, { body: { meter_normal: normal } });
