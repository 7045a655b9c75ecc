// SPDX-License-Identifier: GPL-3.0-or-later
// The CRM's form to create a ticket, inside a page of another application. How it goes:
//
//   1. The page listens and says EMBED_READY.
//   2. The host answers EMBED_INIT: who the customer is, a short-lived token.
//   3. The pipelines are loaded: one opens its form at once, several are offered first.
//   4. The agent fills in the form; Contact begins with the host's customer.
//   5. Submit creates the ticket: TICKET_CREATED, then EMBED_CLOSE. A failure stays in the
//      form with what was typed, and is told as TICKET_CREATE_ERROR.
//
// Meanwhile the host may initialise again (a fresh token) or ask to close.
import { Api, ApiError } from './api.js';
import { askToDiscard } from './close-dialog.js';
import { watchHeight } from './content-height.js';
import { announce } from './elements.js';
import { HostChannel } from './host-channel.js';
import { closedPage, createdPage, failurePage } from './pages.js';
import { stringsFor } from './strings.js';
import { Submission } from './submission.js';
import { TicketForm } from './ticket-form.js';

const HOST_PATIENCE = 10_000;

const content = document.getElementById('content');
const skeleton = content.firstElementChild;
const api = new Api(renewToken);
const submission = new Submission();
const channel = new HostChannel(window, readHosts(), { EMBED_INIT: onInit, EMBED_CLOSE_REQUEST: () => onCloseRequest('top') });
const height = watchHeight(content, (pixels) => channel.post('EMBED_RESIZE', { height: pixels }));

let strings = stringsFor(navigator.language);
let context = null;
let form = null;
let isAsking = false;
let closeWhenDone = false;
let silence = null;
let renewal = null;

start();

// 1. ------------------------------------------------------------------------------------------

function start() {
  document.title = strings.title;
  if (window.parent === window) {
    show(failurePage(strings, strings.noHost, strings.noHostText));
    return;
  }
  announce(strings.opening);
  callHost();
}

function callHost() {
  show(skeleton);
  channel.announceReady();
  silence = setTimeout(() => show(failurePage(strings, strings.hostSilent, strings.hostSilentText, callHost)), HOST_PATIENCE);
}

/** The server's list of who may host the form, and how the tickets made there are labelled. */
function readHosts() {
  return JSON.parse(document.getElementById('bilik-hosts').textContent);
}

// 2. ------------------------------------------------------------------------------------------

/** The first begins the session; a later one brings a fresh token, and never touches what was typed. */
function onInit(fields) {
  clearTimeout(silence);
  const isFirst = context === null;
  const isOtherCustomer = context?.qontakCustomerId !== fields.qontakCustomerId;
  context = fields;
  api.setToken(fields.accessToken);
  applyColorScheme(fields.colorScheme);
  if (isFirst) {
    applyLocale(fields.locale);
    height.remeasure();
    openForm();
  } else if (isOtherCustomer) {
    form?.prefillContact(contactLoader());
  }
  if (renewal) {
    form?.clearFailure();
    renewal.resolve();
  }
}

function applyLocale(locale) {
  strings = stringsFor(locale);
  document.documentElement.lang = strings.language;
  document.title = strings.title;
}

function applyColorScheme(scheme) {
  if (scheme === 'light' || scheme === 'dark')
    document.documentElement.dataset.scheme = scheme;
}

/** The server no longer takes the token: the host is asked for another. */
function renewToken() {
  if (!renewal) {
    renewal = {};
    renewal.promise = new Promise((resolve, reject) => {
      renewal.resolve = resolve;
      setTimeout(() => reject(new ApiError(401, 'unauthenticated')), HOST_PATIENCE);
    }).finally(() => { renewal = null; });
    sayRenewing();
    channel.announceReady();
  }
  return renewal.promise;
}

function sayRenewing() {
  if (form)
    form.showFailure(strings.sessionExpired);
  else
    announce(strings.sessionExpired);
}

// 3. ------------------------------------------------------------------------------------------

async function openForm() {
  show(skeleton);
  const customer = contactLoader();
  try {
    const pipelines = await api.loadPipelines();
    if (pipelines.length === 0)
      show(failurePage(strings, strings.loadFailed, strings.noPipelines, openForm));
    else
      showForm(pipelines, customer);
  } catch (error) {
    show(failurePage(strings, strings.loadFailed, strings.errors[error.code] ?? strings.loadFailedText, openForm));
  }
}

function showForm(pipelines, customer) {
  form = new TicketForm(pipelines, { api, strings }, { onSubmit: submit, onCancel: () => onCloseRequest('bottom') });
  form.prefillContact(customer);
  show(form.element);
  form.open();
}

/** Looks the host's customer up once, however many layouts ask; null where the host named none. */
function contactLoader() {
  const id = context.qontakCustomerId;
  if (!id)
    return null;
  let loading = null;
  return () => (loading ??= api.loadContact(id));
}

// 5. ------------------------------------------------------------------------------------------

async function submit(ticketContent) {
  const { body, key } = submission.prepare(ticketContent, context, channel.embedSource);
  form.setBusy(true);
  try {
    onCreated(await api.createTicket(body, key));
  } catch (error) {
    onCreateFailed(error);
  }
}

function onCreated(ticket) {
  form = null;
  channel.post('TICKET_CREATED', {
    ticketId: ticket.id,
    ticketName: ticket.name,
    ticketSlug: ticket.slug,
    pipelineId: ticket.pipeline_id,
    pipelineName: ticket.pipeline_name,
    stageId: ticket.stage_id,
    stageName: ticket.stage_name,
    priorityId: ticket.priority,
    createdAt: ticket.created_at,
    dueDate: ticket.due_date,
    channelIntegrationRoomId: context.roomId,
  });
  channel.close('ticket_created');
  show(createdPage(strings, ticket)); // for a host that does not close at once
}

function onCreateFailed(error) {
  if (error.code === 'idempotency_mismatch')
    submission.forget();
  form.setBusy(false);
  form.showFailure(sentenceFor(error), error.fieldErrors ?? []);
  channel.post('TICKET_CREATE_ERROR', { errorCode: error.code ?? 'internal', errorMessage: sentenceFor(error) });
  if (closeWhenDone) {
    closeWhenDone = false;
    onCloseRequest('top');
  }
}

function sentenceFor(error) {
  return strings.errors[error.code] ?? strings.errors.other;
}

// Closing -------------------------------------------------------------------------------------

/** From the host or from Cancel: unsaved input asks first; a ticket under way is waited for. */
async function onCloseRequest(place) {
  height.remeasure(); // a sign of life: a host that hears nothing within 2 s takes the form for hung and closes it
  if (form?.isBusy) {
    closeWhenDone = true;
    return;
  }
  if (isAsking)
    return;
  if (form?.isDirty) {
    isAsking = true;
    const discard = await askToDiscard(strings, place);
    isAsking = false;
    if (!discard)
      return;
  }
  form = null;
  show(closedPage(strings));
  channel.close('user_cancel');
}

function show(page) {
  content.replaceChildren(page);
}
