// SPDX-License-Identifier: GPL-3.0-or-later
// What is sent for one intent to create a ticket. The same content sent again is the same
// intent: same key, same bytes, so that an answer lost on the way never makes a second
// ticket. Edited content is another intent.

export class Submission {
  #fingerprint = null;
  #body = null;
  #key = null;

  /**
   * @param content - `{pipeline_id, layout_id, crm_properties}` from the form
   * @param context - fields of EMBED_INIT
   * @param embedSource - label of the host
   * @returns `{body, key}` for Api.createTicket
   */
  prepare(content, context, embedSource) {
    const fingerprint = JSON.stringify(content);
    if (fingerprint !== this.#fingerprint) {
      this.#fingerprint = fingerprint;
      this.#key = newKey();
      this.#body = JSON.stringify({ id: null, ...content, ...customerContext(context), embed: true, embed_source: embedSource });
    }
    return { body: this.#body, key: this.#key };
  }

  /** The server has refused this intent for good: what comes next is a new one. */
  forget() {
    this.#fingerprint = null;
  }
}

function customerContext(context) {
  return {
    room_id: context.roomId,
    contact_name: context.contactName,
    contact_phone: context.contactPhone,
    contact_email: context.contactEmail,
    contact_account_uniq_id: context.contactAccountUniqId,
    qontak_customer_id: context.qontakCustomerId,
    channel_type: context.channelType,
  };
}

/** A random UUID; crypto.randomUUID() is missing where a host page is plain http. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
