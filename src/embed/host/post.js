// SPDX-License-Identifier: GPL-3.0-or-later
// Body of a function with the arguments `page`, `origin` and `text`: posts into the frame, to exactly that origin, and
// only as long as the host page is the one that the message was meant for.
const frame = location.href === page ? document.querySelector('iframe') : null;
frame?.contentWindow?.postMessage(JSON.parse(text), origin);
