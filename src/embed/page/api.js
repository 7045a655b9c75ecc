// SPDX-License-Identifier: GPL-3.0-or-later
// The CRM's HTTP, as far as the form needs it. The token comes from the host, lives in
// this object alone, and travels in the Authorization header only (SEC-20); no cookie
// takes part (SEC-26).

const TIMEOUT = 15_000;
const ATTEMPTS = 3;
const TRANSIENT = new Set([429, 502, 503, 504]);
const LONGEST_WAIT = 5_000;

/** What went wrong, with the stable `code` of the problem document. */
export class ApiError extends Error {
  constructor(status, code, detail = '', fieldErrors = []) {
    super(detail || code);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.fieldErrors = fieldErrors;
  }
}

export class Api {
  #token = null;
  #renewToken;

  /** @param renewToken - asks the host for a fresh token; the promise ends when setToken was called again */
  constructor(renewToken) {
    this.#renewToken = renewToken;
  }

  setToken(token) {
    this.#token = token;
  }

  async loadPipelines() {
    return (await this.#get('/v2.8/tickets/pipelines')).items;
  }

  async loadLayouts(pipelineId) {
    return (await this.#get('/v2.8/tickets/layouts', { pipeline_id: pipelineId })).items;
  }

  async loadFields(layoutId, pipelineId) {
    const query = { layout_id: layoutId, pipeline_id: pipelineId };
    return (await this.#get('/v2.8/tickets/crm_properties', query)).fields;
  }

  loadContact(contactId) {
    return this.#get(`/v1/leads/${encodeURIComponent(contactId)}`);
  }

  async searchContacts(text, signal) {
    return (await this.#get('/v1/leads', { query: text, limit: '8' }, signal)).items;
  }

  /** @param key - the same for every try of the same ticket: the server makes it once */
  createTicket(body, key) {
    return this.#send('/v2.8/tickets', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body,
    });
  }

  #get(path, query = {}, signal = null) {
    const parameters = new URLSearchParams(query).toString();
    return this.#send(parameters ? `${path}?${parameters}` : path, { method: 'GET', headers: {}, signal });
  }

  /** Sends, once more with a fresh token when the old one has ended. */
  async #send(path, request) {
    try {
      return await this.#sendPatiently(path, request);
    } catch (error) {
      if (error.status !== 401)
        throw error;
    }
    await this.#renewToken();
    return this.#sendPatiently(path, request);
  }

  /** Every request here may be repeated: it reads, or it carries an Idempotency-Key. */
  async #sendPatiently(path, request) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce(path, request);
      } catch (error) {
        if (attempt === ATTEMPTS || !error.isTransient)
          throw error;
        await sleep(Math.min(error.retryAfter ?? backoff(attempt), LONGEST_WAIT));
      }
    }
  }

  async #sendOnce(path, { method, headers, body, signal }) {
    const deadline = AbortSignal.timeout(TIMEOUT);
    let response;
    try {
      response = await fetch(path, {
        method,
        headers: { ...headers, Accept: 'application/json', Authorization: `Bearer ${this.#token}` },
        body,
        signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      });
      return await readReply(response);
    } catch (error) {
      throw asApiError(error, signal, deadline);
    }
  }
}

async function readReply(response) {
  if (response.ok)
    return response.json();
  const problem = await response.json().catch(() => ({}));
  const fieldErrors = Array.isArray(problem.errors) ? problem.errors : [];
  const error = new ApiError(response.status, String(problem.code ?? 'internal'), String(problem.detail ?? ''), fieldErrors);
  error.isTransient = TRANSIENT.has(response.status);
  error.retryAfter = readRetryAfter(response.headers.get('Retry-After'));
  throw error;
}

function readRetryAfter(text) {
  return /^\d{1,4}$/.test(text ?? '') ? Number(text) * 1000 : undefined;
}

/** One kind of error for the form; an abort by the caller stays what it is. */
function asApiError(error, signal, deadline) {
  if (error instanceof ApiError || signal?.aborted)
    return error;
  if (error instanceof SyntaxError)
    return new ApiError(0, 'bad_response');
  const network = new ApiError(0, deadline.aborted ? 'timed_out' : 'offline');
  network.isTransient = true;
  return network;
}

function backoff(attempt) {
  return 300 * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
