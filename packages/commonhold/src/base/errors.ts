/**
 * Every failure that Commonhold reports, in one catalogue.
 *
 * An entry says what happened (`message`, a template with {names}) and what to do (`hint`). `fault` keeps the
 * caller's mistakes apart from ours and from an upstream's: only `node` faults are bugs or broken machines.
 * `docs/reference/errors.md` lists the same set, and a test fails when the two differ.
 */
export const catalogue = {
  // 401 .. 405: strangers and misspellings. The log gets no leaf for them.
  key_missing: {
    status: 401,
    fault: 'caller',
    message: 'No key was sent.',
    hint: 'Send "authorization: Bearer <key>" or "x-commonhold-key: <key>". The owner makes keys with "commonhold keys add".',
  },
  key_unknown: {
    status: 401,
    fault: 'caller',
    message: 'This key is not known here.',
    hint: 'The key may be mistyped or revoked. The owner lists keys with "commonhold keys list".',
  },
  key_expired: {
    status: 401,
    fault: 'caller',
    message: 'The key {name} has expired: it was valid until {time}.',
    hint: 'The owner makes a new one for the same caller with "commonhold keys rotate", or lets this one go on with "commonhold keys change NAME --expires".',
  },
  session_over: {
    status: 401,
    fault: 'caller',
    message: 'This sign-in has ended.',
    hint: 'Sign in again with a key, or with the link that "commonhold console" prints.',
  },
  sign_in_link_used: {
    status: 401,
    fault: 'caller',
    message: 'This sign-in link was used already, or is older than an hour.',
    hint: 'Run "commonhold console" on the machine of the node for a new one, or sign in with a key.',
  },
  owner_required: {
    status: 403,
    fault: 'caller',
    message: 'Only the owner of this node may do this.',
    hint: 'Use the command line on the machine of the node, or a key whose role is owner.',
  },
  auditor_refused: {
    status: 403,
    fault: 'caller',
    message: 'A key whose role is auditor may not {deed}.',
    hint: 'An auditor sees the facts of every call, who read what, the log and its proofs, the overview, the status and the source. What was said stays closed; ask an owner.',
  },
  model_not_allowed: {
    status: 403,
    fault: 'caller',
    message: 'This key may not use the model {model}.',
    hint: 'GET /v1/models lists the names that this key may use. The owner changes them with "commonhold keys change NAME --model".',
  },
  wire_not_allowed: {
    status: 403,
    fault: 'caller',
    message: 'This key may not call by the protocol {wire}.',
    hint: 'The owner says by which it may with "commonhold keys change NAME --wire".',
  },
  operation_not_allowed: {
    status: 403,
    fault: 'caller',
    message: 'This key may not be used to {operation}.',
    hint: 'The owner says for what it may be used with "commonhold keys change NAME --operation".',
  },
  price_unknown: {
    status: 403,
    fault: 'caller',
    message:
      'There is a budget of money for {whose} ({budget}), and nobody knows what this call would cost in that currency.',
    hint: 'The owner writes the price under prices: in commonhold.yaml (0 for a server that costs nothing), or lets the rules decide with a budget that tells.',
  },
  host_refused: {
    status: 403,
    fault: 'caller',
    message: 'The host name {host} is not one that this node answers to.',
    hint: 'Use the address that "commonhold start" printed, or add the name to server.hosts in commonhold.yaml.',
  },
  origin_refused: {
    status: 403,
    fault: 'caller',
    message: 'A web page from another origin may not call this node.',
    hint: 'Call from a program, not from a page of another site.',
  },
  not_found: {
    status: 404,
    fault: 'caller',
    message: 'Nothing is served at {path}.',
    hint: 'Base URLs are printed by "commonhold start"; OpenAI clients use the one ending in /v1.',
  },
  address_unserved: {
    status: 403,
    fault: 'caller',
    message: '{path} is refused here: {detail}.',
    hint: 'The page of this protocol below docs/reference/wires says what is served, and what is done in its place.',
  },
  method_not_allowed: {
    status: 405,
    fault: 'caller',
    message: '{path} does not take {method}.',
    hint: 'Use {allowed}.',
  },
  model_unknown: {
    status: 404,
    fault: 'caller',
    message: 'No model or route is named {model}.',
    hint: 'GET /v1/models lists the names that this key may use.',
  },
  model_not_local: {
    status: 404,
    fault: 'caller',
    message: 'This node does not run a model named {model} itself.',
    hint: 'Only the engine inside can show this; GET /api/models lists the models that it runs.',
  },
  call_unknown: {
    status: 404,
    fault: 'caller',
    message: 'No call {call} is on record.',
    hint: '"commonhold calls" lists the calls on record.',
  },
  response_unknown: {
    status: 404,
    fault: 'caller',
    message: 'No response {response} of yours is on record here.',
    hint: 'A response is known to whoever made its call, and only where the call went through this node. Send the conversation in input.',
  },
  response_erased: {
    status: 404,
    fault: 'caller',
    message: 'The response {response}, or one that it goes on from, was erased.',
    hint: 'What was erased can be neither read nor gone on from. Begin anew, or send what you still have in input.',
  },
  response_unanswered: {
    status: 409,
    fault: 'caller',
    message:
      'The call of response {response} has no whole answer on record: it is under way, failed or was broken off.',
    hint: 'Wait until it has ended, or send the conversation in input.',
  },
  response_in_pseudonyms: {
    status: 409,
    fault: 'caller',
    message:
      'The response {response}, or one that it goes on from, was given in pseudonyms and is on record only so.',
    hint: 'What stood for what is kept nowhere, so nobody can put the values back. Send the conversation in input.',
  },
  response_chain_too_long: {
    status: 413,
    fault: 'caller',
    message: 'More than {limit} responses go on from each other before {response}.',
    hint: 'Begin anew with a summary, or send the conversation in input.',
  },
  conversation_unknown: {
    status: 404,
    fault: 'caller',
    message: 'No conversation {conversation} of yours is kept here.',
    hint: 'It may have been deleted, or erased together with its month. The Ask page lists what is there.',
  },
  conversation_erased: {
    status: 410,
    fault: 'caller',
    message: 'The conversation {conversation} is no longer kept: a call in it was erased.',
    hint: 'Begin a new one. What was erased would come back with it.',
  },
  conversations_full: {
    status: 409,
    fault: 'caller',
    message: 'You keep {limit} conversations already, which is the most.',
    hint: 'Delete some that you no longer need. The record keeps their calls.',
  },
  console_not_built: {
    status: 503,
    fault: 'node',
    message: 'The console of this node is not built.',
    hint: 'In a clone, "npm start" builds it; "npm run build:console" does it alone. The API works without it.',
  },
  events_full: {
    status: 503,
    fault: 'node',
    message: 'More than {limit} pages of the console are open.',
    hint: 'Close some of them; a program should poll the API instead.',
  },
  call_open: {
    status: 409,
    fault: 'caller',
    message: 'Call {call} is still under way, so it has no receipt yet.',
    hint: 'Wait until it has ended, then ask again; "commonhold show" tells how it stands.',
  },
  access_reason_required: {
    status: 422,
    fault: 'caller',
    message: 'Opening what was said takes a reason here.',
    hint: 'Say why: "reason" in the API, --reason on the command line. It is kept encrypted beside the log for owners and auditors.',
  },
  second_person_required: {
    status: 409,
    fault: 'caller',
    message:
      'Opening what was said takes two people here, and nobody else has agreed to opening call {call}.',
    hint: 'Ask with "commonhold access ask {call}". Once another owner has agreed, open it once, within the hour.',
  },
  second_person_unneeded: {
    status: 409,
    fault: 'caller',
    message: 'Opening call {call} takes nobody else.',
    hint: 'Open it: "commonhold show". Only what others said takes two people, and only where access.people is 2.',
  },
  same_person: {
    status: 403,
    fault: 'caller',
    message: 'Whoever asks for an opening cannot agree to it.',
    hint: 'Another owner must, with a key of their own. Everybody at the home folder of the node counts as one person.',
  },
  opening_unknown: {
    status: 404,
    fault: 'caller',
    message: 'No request {request} for an opening is waiting.',
    hint: 'Requests end after an hour, when they were refused or used, and when the node stops. "commonhold access list" shows them.',
  },
  openings_full: {
    status: 409,
    fault: 'caller',
    message: 'Already {limit} requests for openings are waiting.',
    hint: 'Agree to some or refuse them first: "commonhold access list".',
  },
  search_closed: {
    status: 403,
    fault: 'caller',
    message: 'Nobody searches in what was said here, because opening it takes two people.',
    hint: 'Find calls by their facts, then ask for the opening of one. The owner of the node decides about it with access.people.',
  },
  key_not_listed: {
    status: 404,
    fault: 'caller',
    message: 'No key in force is named {key}.',
    hint: '"commonhold keys list" shows them.',
  },
  provider_unknown: {
    status: 404,
    fault: 'caller',
    message: 'No provider is named {provider}.',
    hint: 'Add it under providers: in commonhold.yaml first.',
  },
  // 400 .. 422: the request itself.
  body_encoding_refused: {
    status: 415,
    fault: 'caller',
    message: 'The content encoding {encoding} is not accepted.',
    hint: 'Send the body uncompressed, so that what the node reads is what the other side reads.',
  },
  content_type_refused: {
    status: 415,
    fault: 'caller',
    message: 'The content type {type} is not accepted here.',
    hint: 'Send "content-type: application/json".',
  },
  body_too_large: {
    status: 413,
    fault: 'caller',
    message: 'The body is larger than {limit} bytes.',
    hint: 'Send less, or raise limits.requestBytes in commonhold.yaml.',
  },
  body_incomplete: {
    status: 400,
    fault: 'caller',
    message: 'The body ended before it was complete.',
    hint: 'The connection was cut or content-length was wrong. Send the request again.',
  },
  json_invalid: {
    status: 400,
    fault: 'caller',
    message: 'The body is not valid JSON: {detail}.',
    hint: 'Correct the JSON and send it again; nothing was recorded or sent.',
  },
  json_not_utf8: {
    status: 400,
    fault: 'caller',
    message: 'The body is not valid UTF-8 (first bad byte near {position}).',
    hint: 'Encode the body as UTF-8.',
  },
  json_duplicate_key: {
    status: 400,
    fault: 'caller',
    message: 'The body has the same key twice in one object ({key}).',
    hint: 'Readers disagree about which one counts, so the node refuses. Send each key once.',
  },
  request_invalid: {
    status: 400,
    fault: 'caller',
    message: 'The request does not fit this protocol: {detail}.',
    hint: 'Correct the field that is named; nothing was recorded or sent.',
  },
  labels_invalid: {
    status: 422,
    fault: 'caller',
    message: 'The label {label} is not known here.',
    hint: 'Built-in labels are personal, special, secret, confidential and code; the owner can add others in commonhold.yaml.',
  },
  segments_too_many: {
    status: 413,
    fault: 'caller',
    message:
      'The request carries labels that nobody could find in it, and {count} new texts that would have to be remembered with them; at most {limit} can be.',
    hint: 'Send less history with the first such request, or make a key that has these labels (commonhold keys add --label).',
  },
  caller_credential_missing: {
    status: 401,
    fault: 'caller',
    message: 'The provider {provider} takes your own credential, and none was sent.',
    hint: 'Send our key as "x-commonhold-key" and your credential for the provider as "authorization".',
  },
  not_expressible: {
    status: 422,
    fault: 'caller',
    message: '{feature} cannot be expressed for {destination}.',
    hint: 'Leave it out, or use a model whose protocol has it.',
  },
  header_invalid: {
    status: 400,
    fault: 'caller',
    message:
      'The header {header} holds more than letters, digits and . _ : / = ; , + - ( ), or more than 1,024 of them.',
    hint: 'Headers are not looked through for what must not leave, so only plain words may pass in them.',
  },
  operation_unsupported: {
    status: 422,
    fault: 'caller',
    message: 'The protocol {wire} has no words for the operation "{operation}".',
    hint: 'Ask for a model at a destination whose protocol has it; docs/reference/wires.md lists them.',
  },
  prompt_too_long: {
    status: 400,
    fault: 'caller',
    message:
      'The prompt has {tokens} tokens; with {output} for the answer it does not fit into the context of {context}.',
    hint: 'Shorten the prompt or use a model with a larger context. Nothing was cut off.',
  },
  input_too_long: {
    status: 400,
    fault: 'caller',
    message: 'The text inputs[{input}] has {tokens} tokens; for an embedding it may have {context} here.',
    hint: 'Split the text, use a model with a larger context, or ask for it to be cut (`truncate: true`). Nothing was cut off.',
  },
  // 403, 429: rules and limits.
  policy_denied: {
    status: 403,
    fault: 'caller',
    message: 'The rules of this node do not allow this call: {detail}.',
    hint: 'It was decided so: {trail}. Change what is named there, or ask the owner of the node; "commonhold policy explain CALL" shows the rules.',
  },
  approval_pending: {
    status: 403,
    fault: 'caller',
    message:
      'The rules of this node let this call go only with an approval (rules: {rules}), and nobody who may give it ({by}) has answered yet.',
    hint: 'The request is open for an hour: {link}. Once it is granted, send exactly the same again, within 15 minutes.',
  },
  approval_refused: {
    status: 403,
    fault: 'caller',
    message:
      'The rules of this node let this call go only with an approval (rules: {rules}), and it was refused{detail}.',
    hint: 'The same call is refused for 15 minutes without asking again. Change what you send, or talk with whoever refused.',
  },
  approvals_full: {
    status: 429,
    fault: 'caller',
    message: 'This call needs an approval, and there are {limit} {what} waiting for one already.',
    hint: 'Nobody was asked. Wait until some were granted or refused: "commonhold approvals" lists them.',
  },
  approval_unknown: {
    status: 404,
    fault: 'caller',
    message: 'No request {request} for an approval is there.',
    hint: 'Requests end after an hour, when their approval was used, and when the node stops. "commonhold approvals" lists them; "commonhold approvals log" says what was decided.',
  },
  approval_not_yours: {
    status: 403,
    fault: 'caller',
    message: 'This approval is not yours to give or to refuse: it asks {by}.',
    hint: 'Only keys of people approve, not those of apps and agents, and not an auditor. "another-owner" is an owner who is not the caller.',
  },
  approval_decided: {
    status: 409,
    fault: 'caller',
    message: 'The request {request} is decided already: it was {state}.',
    hint: 'What was granted and not used can be refused. After a refusal the caller can ask again in 15 minutes.',
  },
  approval_content_closed: {
    status: 403,
    fault: 'caller',
    message:
      'What others said is opened by two people here, and a request for an approval cannot show it to one.',
    hint: 'Decide by its facts, or refuse it. The owner settles this by access.people in commonhold.yaml.',
  },
  concurrency_exceeded: {
    status: 429,
    fault: 'caller',
    message: 'This key already has {limit} calls under way.',
    hint: 'Wait for one to end, or ask the owner to raise limits.concurrentCallsPerKey.',
  },
  requests_per_minute_exceeded: {
    status: 429,
    fault: 'caller',
    message: '{whose} may make {limit} requests a minute.',
    hint: 'Wait as long as Retry-After says, or ask the owner for a higher limit.',
  },
  tokens_per_minute_exceeded: {
    status: 429,
    fault: 'caller',
    message: '{whose} may use {limit} tokens a minute, and this call may take {asked}.',
    hint: 'Wait as long as Retry-After says, ask for a shorter answer, or ask the owner for a higher limit. Without Retry-After the call alone is too large.',
  },
  budget_spent: {
    status: 429,
    fault: 'caller',
    message: 'The budget of {whose} ({budget}) has no room for this call: {left} are left.',
    hint: 'It is full again when the next day or month begins, as Retry-After says. The owner can raise it, or let the rules decide with a budget that tells.',
  },
  node_busy: {
    status: 503,
    fault: 'node',
    message: 'The node already has {limit} calls under way.',
    hint: 'Try again in a moment.',
  },
  node_full: {
    status: 503,
    fault: 'node',
    message: 'The calls under way already hold {limit} bytes of memory together.',
    hint: 'Try again in a moment, or ask the owner to raise limits.heldBytes.',
  },
  labelling_timeout: {
    status: 503,
    fault: 'node',
    message: 'This call was not looked through within {limit} ms, so nothing was sent.',
    hint: 'Send less at once, try again when the node is less busy, or ask the owner to raise limits.labellingMs.',
  },
  // 502 .. 504: the destination.
  detector_unavailable: {
    status: 503,
    fault: 'upstream',
    message: 'The detector that labels.presidio names did not look through this call: {detail}.',
    hint: 'Nothing was sent. "commonhold doctor --connect" asks whether it answers; labels.presidio.onFailure says what happens when it does not.',
  },
  upstream_unreachable: {
    status: 502,
    fault: 'upstream',
    message: 'The destination {destination} could not be reached: {detail}.',
    hint: 'Check that the server runs and that its baseUrl in commonhold.yaml is right.',
  },
  upstream_failed: {
    status: 502,
    fault: 'upstream',
    message: 'The destination {destination} answered with status {status}.',
    hint: 'The answer of the destination is in the record: "commonhold show".',
  },
  upstream_refused: {
    status: 400,
    fault: 'caller',
    message: 'The destination {destination} refused the request ({status}): {detail}.',
    hint: "The message is the destination's own.",
  },
  upstream_reply_invalid: {
    status: 502,
    fault: 'upstream',
    message: 'The answer of {destination} could not be read: {detail}.',
    hint: 'The bytes received are in the record: "commonhold show".',
  },
  upstream_reply_too_large: {
    status: 502,
    fault: 'upstream',
    message: 'The answer of {destination} is larger than {limit} bytes.',
    hint: 'Raise limits.replyBytes in commonhold.yaml if this is expected.',
  },
  upstream_broke: {
    status: 502,
    fault: 'upstream',
    message: 'The answer of {destination} broke off: {detail}.',
    hint: 'What arrived is in the record. Send the request again.',
  },
  upstream_timeout: {
    status: 504,
    fault: 'upstream',
    message: 'The destination {destination} did not answer within {seconds} s.',
    hint: 'Try again, or raise the timeout of this provider in commonhold.yaml.',
  },
  upstream_stalled: {
    status: 504,
    fault: 'upstream',
    message: 'The answer of {destination} was silent for {seconds} s and was ended.',
    hint: 'What arrived is in the record. Raise idleSeconds of this provider in commonhold.yaml if its answers pause that long.',
  },
  upstream_redirected: {
    status: 502,
    fault: 'upstream',
    message: 'The destination {destination} answers with a redirect ({status}), which is not followed.',
    hint: 'The rules allowed this destination and no other. If it has moved, write the new address as its baseUrl in commonhold.yaml.',
  },
  destination_address_refused: {
    status: 502,
    fault: 'upstream',
    message: 'The destination {destination} is at {address}, and nothing was sent: {detail}.',
    hint: 'Look at what the name in its baseUrl resolves to, and whether destination.local in commonhold.yaml is true.',
  },
  destinations_resting: {
    status: 503,
    fault: 'upstream',
    message: 'No destination of this model is tried now, because calls to each failed: {destinations}.',
    hint: 'Try again in {retryAfter} s. "commonhold destinations" shows how each is.',
  },
  call_timeout: {
    status: 504,
    fault: 'node',
    message: 'This call was not over within {seconds} s, all its attempts together.',
    hint: 'What arrived until then is in the record. The owner can raise limits.totalSeconds.',
  },
  provider_needed: {
    status: 409,
    fault: 'caller',
    message: 'The provider {provider} is still needed: {detail}.',
    hint: 'Nothing was changed.',
  },
  models_not_told: {
    status: 502,
    fault: 'upstream',
    message: 'The provider {provider} did not tell which models it has: {detail}.',
    hint: 'Run "commonhold providers test {provider}", which says what is wrong.',
  },
  credential_missing: {
    status: 503,
    fault: 'node',
    message: 'No credential is stored for the provider {provider}.',
    hint: 'Store one with "commonhold keys provider {provider}".',
  },
  // The engine.
  engine_busy: {
    status: 503,
    fault: 'node',
    message: 'The local model {model} has {limit} requests waiting.',
    hint: 'Try again in a moment.',
  },
  engine_crashed: {
    status: 502,
    fault: 'node',
    message: 'The engine of {model} stopped while it answered ({detail}).',
    hint: 'It is being started again; send the request once more. Nothing else was lost.',
  },
  engine_failed: {
    status: 502,
    fault: 'node',
    message: 'The engine of {model} could not answer: {detail}.',
    hint: 'The reason is the engine\'s own; "commonhold models inspect" shows the model.',
  },
  model_missing: {
    status: 503,
    fault: 'node',
    message: 'The file of the model {model} is not on this machine.',
    hint: 'Get it with "commonhold models pull {model}".',
  },
  model_invalid: {
    status: 503,
    fault: 'node',
    message: 'The model file {model} cannot be loaded: {detail}.',
    hint: 'The file is damaged or not a GGUF that this engine knows. Pull it again or remove it.',
  },
  // Set-up of models.
  model_not_in_catalog: {
    status: 404,
    fault: 'caller',
    message: 'The catalog has no model {model}.',
    hint: '"commonhold models list --all" shows the catalog; "commonhold models add FILE" takes any GGUF file.',
  },
  model_digest_mismatch: {
    status: 502,
    fault: 'upstream',
    message: 'What {source} gave for {model} has the SHA-256 {actual}, not {expected}.',
    hint: 'The file was not kept. Try another source, or check the catalog row.',
  },
  model_sources_exhausted: {
    status: 502,
    fault: 'upstream',
    message: 'The model {model} could not be had from any source: {detail}.',
    hint: 'Put the file {file} into {folder}, or run "commonhold models add FILE"; the node runs without it meanwhile.',
  },
  model_name_taken: {
    status: 409,
    fault: 'caller',
    message: 'A model named {model} is here already.',
    hint: 'Remove it first with "commonhold models remove {model}", or add the file under another name with --name.',
  },
  model_digest_unknown: {
    status: 409,
    fault: 'node',
    message: 'This release does not know the SHA-256 of {model}, so it will not fetch it.',
    hint: 'Get {file} from {where} yourself, compare its digest with what its maker publishes, then run "commonhold models add FILE".',
  },
  model_disk_full: {
    status: 507,
    fault: 'node',
    message: 'The model {model} needs {needed} bytes more in {folder}, where {free} are free.',
    hint: 'Make room there, or pull a smaller model; what was fetched already is kept.',
  },
  model_pull_busy: {
    status: 409,
    fault: 'caller',
    message: 'The model {model} is being fetched already (process {process}).',
    hint: 'Wait for it to end; progress that it makes is not lost if it is stopped.',
  },
  model_pulls_full: {
    status: 409,
    fault: 'caller',
    message: 'The node is fetching {limit} models already.',
    hint: 'Wait for one of them to end, or cancel one; what has arrived is kept.',
  },
  model_pull_unknown: {
    status: 404,
    fault: 'caller',
    message: 'No pull of {model} is known to this node.',
    hint: 'GET /api/models/pulls lists those since it started; one that was dismissed is not listed any more.',
  },
  model_occupied: {
    status: 409,
    fault: 'caller',
    message: 'The model {model} cannot be {action} now: {detail}.',
    hint: 'Wait until that has ended, then try again.',
  },
  measurement_busy: {
    status: 409,
    fault: 'caller',
    message: 'This machine is being measured already.',
    hint: 'Wait some seconds for it to end: two measurements at once would spoil each other.',
  },
  model_file_refused: {
    status: 400,
    fault: 'caller',
    message: 'The file {file} cannot be added: {detail}.',
    hint: 'Give the path of a .gguf file; --name sets a name of lower-case letters, digits, dots and dashes.',
  },
  model_unknown_here: {
    status: 404,
    fault: 'caller',
    message: 'No model named {model} is in {folder}.',
    hint: '"commonhold models list" shows the models that are here.',
  },
  // Everything that leaves without content.
  outbound_refused: {
    status: 403,
    fault: 'node',
    message: 'The address {address} is not contacted: {detail}.',
    hint: 'Only https is used beyond this machine, and redirects may not leave it.',
  },
  outbound_failed: {
    status: 502,
    fault: 'upstream',
    message: '{host} could not be reached or broke off: {detail}.',
    hint: 'Check the network of this machine; nothing that was fetched already is lost.',
  },
  // The record.
  record_unavailable: {
    status: 503,
    fault: 'node',
    message: 'The call could not be written down ({detail}), so nothing was sent.',
    hint: 'Make room on the disk of the home folder or mend it, then send the request again.',
  },
  record_busy: {
    status: 503,
    fault: 'node',
    message: 'The record has {limit} entries waiting to be written.',
    hint: 'Try again in a moment.',
  },
  record_failed: {
    status: 503,
    fault: 'node',
    message:
      'Writing the record failed in a way after which nobody knows what is on the disk ({detail}), so the node stops.',
    hint: 'Mend the disk of the home folder, then start again: what was acknowledged is there, and the start repairs the rest.',
  },
  log_not_published: {
    status: 503,
    fault: 'node',
    message: 'The folder log/ could not be brought up to the newest head: {detail}.',
    hint: 'It is tried again every 10 seconds, and nothing is lost: the folder is made from the database. Make room on the disk or mend it.',
  },
  receipt_impossible: {
    status: 500,
    fault: 'node',
    message: 'No receipt of {call} can be made: {detail}.',
    hint: 'What is on the disk is not what was signed. Run "commonhold verify" to see what is intact.',
  },
  receipt_part_missing: {
    status: 409,
    fault: 'caller',
    message: 'A receipt of {call} cannot open the {part}: the log has no commitment to one.',
    hint: 'A call that was refused, cut off or never answered has no answer. The receipt without it can be had.',
  },
  verifier_key_invalid: {
    status: 400,
    fault: 'caller',
    message: 'This is no verifier key: {detail}.',
    hint: 'It is one line such as "commonhold/…+0a1b2c3d+…"; "commonhold receipt key" prints that of a node.',
  },
  file_unreadable: {
    status: 400,
    fault: 'caller',
    message: 'The file {file} cannot be read: {detail}.',
    hint: 'Check its name and that you may read it.',
  },
  body_erased: {
    status: 410,
    fault: 'caller',
    message: 'The content of {call} is no longer readable: it was erased at {time}.',
    hint: 'The log still proves that the call took place.',
  },
  erasure_calls_open: {
    status: 409,
    fault: 'caller',
    message: 'Nothing was erased: {count} of these calls are still under way.',
    hint: 'What they bring would be written after the erasure. Wait until they have ended, then ask again.',
  },
  erasure_held: {
    status: 409,
    fault: 'caller',
    message: 'Nothing was erased: a hold keeps all {count} calls.',
    hint: 'See "commonhold hold list". A hold beats every erasure; who may end it may run "commonhold hold remove".',
  },
  person_unknown: {
    status: 404,
    fault: 'caller',
    message: 'No key, and nobody who called, is known by {person}.',
    hint: 'Give the name or id of a key as "commonhold keys list" shows it.',
  },
  hold_exists: {
    status: 409,
    fault: 'caller',
    message: 'There is a hold on {name} already.',
    hint: 'See "commonhold hold list".',
  },
  hold_unknown: {
    status: 404,
    fault: 'caller',
    message: 'There is no hold {hold}.',
    hint: 'See "commonhold hold list" for their ids.',
  },
  // Start-up and configuration.
  config_invalid: {
    status: 500,
    fault: 'caller',
    message: '{file} is not valid: {detail}.',
    hint: 'Correct the file; docs/reference/configuration.md describes every field.',
  },
  detector_not_written: {
    status: 409,
    fault: 'caller',
    message: 'The detector {name} was not written: {detail}.',
    hint: 'Nothing was changed. "commonhold detector list" shows the detectors that are there.',
  },
  policies_invalid: {
    status: 500,
    fault: 'caller',
    message: 'The rules in {folder} are not valid: {detail}.',
    hint: 'Correct the files; "commonhold policy check" says whether they are right, and docs/guide/policies.md how they are written.',
  },
  policies_not_right: {
    status: 422,
    fault: 'caller',
    message: 'These rules are not right, so they were not taken: {detail}.',
    hint: 'Nothing was changed and the rules in force hold. The page docs/guide/policies.md shows how rules are written.',
  },
  policies_changed: {
    status: 409,
    fault: 'caller',
    message: 'Somebody has changed the rules in {folder} since you read them.',
    hint: 'Nothing was written. Read them again, bring your changes together with theirs, and adopt the outcome.',
  },
  policies_not_written: {
    status: 409,
    fault: 'caller',
    message: 'The rules in {folder} were not changed: {detail}.',
    hint: 'Every file is as it was. Change them by hand, or mend what is named here and try again.',
  },
  policy_test_invalid: {
    status: 400,
    fault: 'caller',
    message: '{file} holds no tests of rules: {detail}.',
    hint: 'The page docs/guide/policies.md shows how a test is written.',
  },
  policy_try_busy: {
    status: 429,
    fault: 'caller',
    message: 'Rules are being tried on calls of the past already, as often as this node does at one time.',
    hint: 'Wait until they are done, or stop one of them.',
  },
  policy_set_unknown: {
    status: 404,
    fault: 'caller',
    message: 'There is no starter set named {name}.',
    hint: 'There are {sets}.',
  },
  policies_present: {
    status: 409,
    fault: 'caller',
    message: 'Nothing was copied: {file} is there already.',
    hint: 'Nothing of yours is overwritten. Move your files away first, or copy what you like from examples/policies by hand.',
  },
  witness_key_none: {
    status: 409,
    fault: 'caller',
    message: 'This node is no witness yet, so it has no key as one.',
    hint: 'The key is made when it accepts the first log: "commonhold witness accept KEY".',
  },
  witness_key_lost: {
    status: 503,
    fault: 'node',
    message: 'This node cannot be a witness: {detail}.',
    hint: 'Put back the key that this node began to be a witness with. docs/guide/witnesses.md says why no other one is made.',
  },
  witness_busy: {
    status: 429,
    fault: 'caller',
    message: 'This witness has more requests than it takes at a time.',
    hint: 'Ask again in a second.',
  },
  policy_file_invalid: {
    status: 400,
    fault: 'caller',
    message: '{file} is no policy file: {detail}.',
    hint: '"commonhold witness policy" prints that of a node; C2SP tlog-policy describes the format.',
  },
  destination_unknown: {
    status: 404,
    fault: 'caller',
    message: 'This node has no destination named {name}.',
    hint: '"commonhold destinations" lists the rows under providers: in commonhold.yaml.',
  },
  witness_unknown: {
    status: 404,
    fault: 'caller',
    message: 'This node asks no witness named {name}.',
    hint: '"commonhold witness list" shows who is asked; "commonhold witness add NAME" adds one.',
  },
  witness_known: {
    status: 409,
    fault: 'caller',
    message: 'This node asks a witness named {name} already, with another key or at another address.',
    hint: 'Take another name, or remove that witness first: "commonhold witness remove NAME".',
  },
  pair_token_invalid: {
    status: 400,
    fault: 'caller',
    message: 'This is no token of "commonhold witness token": {detail}.',
    hint: 'Copy the whole line that the other node printed; docs/guide/witnesses.md shows both sides.',
  },
  log_not_accepted: {
    status: 404,
    fault: 'caller',
    message: 'This node does not cosign the heads of a log named {origin}.',
    hint: 'GET /api/witnesses/accepted lists the logs; "commonhold witness accept KEY" adds one.',
  },
  config_not_changed: {
    status: 409,
    fault: 'caller',
    message: '{file} was not changed: {detail}.',
    hint: 'Edit the file by hand; the node takes it over. docs/reference/configuration.md describes every field.',
  },
  environment_invalid: {
    status: 500,
    fault: 'caller',
    message: 'The environment variable {name} is not valid: {detail}.',
    hint: 'Correct or unset it; docs/reference/command-line.md describes every variable.',
  },
  home_locked: {
    status: 500,
    fault: 'caller',
    message: 'The home folder {home} is in use by another node (process {process}).',
    hint: 'Stop that node, or choose another folder with COMMONHOLD_HOME.',
  },
  home_not_owned: {
    status: 500,
    fault: 'caller',
    message: 'The home folder {home} belongs to another user ({owner}) or cannot be written.',
    hint: 'Choose another folder with COMMONHOLD_HOME, or correct its owner and mode (0700).',
  },
  home_damaged: {
    status: 500,
    fault: 'node',
    message: 'The home folder {home} cannot be opened: {detail}.',
    hint: 'Run "commonhold verify" to see what is intact, and restore the rest from a backup.',
  },
  keys_missing: {
    status: 500,
    fault: 'caller',
    message: '{files} missing in {folder}, and the record was made with them.',
    hint: 'If they lie in another folder, name it with COMMONHOLD_KEYS. Otherwise put them back with "commonhold key restore FILE".',
  },
  keys_damaged: {
    status: 500,
    fault: 'node',
    message: 'The keys in {folder} cannot be used: {detail}.',
    hint: 'The page docs/guide/keys-and-recovery.md says what each file is, and how keys come back.',
  },
  passphrase_needed: {
    status: 500,
    fault: 'caller',
    message: 'The keys in {folder} are sealed by a passphrase, and nobody can be asked for it here.',
    hint: 'Run the command at a terminal, or name a file that holds the passphrase with COMMONHOLD_PASSPHRASE_FILE.',
  },
  passphrase_wrong: {
    status: 500,
    fault: 'caller',
    message: 'This passphrase does not open {file}.',
    hint: 'Nothing was changed. Try again; who has forgotten it restores the keys from a recovery file.',
  },
  passphrase_weak: {
    status: 400,
    fault: 'caller',
    message: 'This passphrase has fewer than {characters} characters.',
    hint: 'Whoever has the file can try passphrases for as long as they like. Take five words that no one would say together.',
  },
  key_act_refused: {
    status: 409,
    fault: 'caller',
    message: 'Nothing was done with the keys: {detail}.',
    hint: 'The page docs/guide/keys-and-recovery.md describes each step.',
  },
  recovery_missing: {
    status: 409,
    fault: 'caller',
    message: 'Nothing is erased before it is settled how the keys of this node could be recovered.',
    hint: 'Name two people or places with "commonhold key recovery set RECIPIENT RECIPIENT", or say with "commonhold key recovery none" that there shall be none.',
  },
  log_behind: {
    status: 500,
    fault: 'caller',
    message:
      'This home folder does not have all that was signed of the log {origin}: {seen}. Its own newest signed head covers {size} entries.',
    hint: 'It is an older copy, or another node goes on under this name. Put the newer copy back. If it is lost, "commonhold log continue" begins a new name over what is here; docs/guide/witnesses.md says what that means, and what to do about a witness that is wrong.',
  },
  signing_held: {
    status: 503,
    fault: 'caller',
    message:
      'Calls are taken and written down, and nothing of the log {origin} is signed at present: {seen}, and the newest head that was signed here covers {size} entries.',
    hint: 'Either this home folder is an older copy, or another node goes on under its name, or the witness is wrong. In the first two cases stop the node: docs/guide/witnesses.md says how it goes on. In the last one take the witness out with "commonhold witness remove NAME". "commonhold witness ask" asks again.',
  },
  copy_unproven: {
    status: 500,
    fault: 'caller',
    message:
      'This home folder was restored from a backup of {time}, and it is not known whether its log went on after that: {detail}.',
    hint: 'Start again when all of them answer. If the log did go on, or nobody can know, "commonhold log continue" begins a new name over what is here. If you know that it did not, "commonhold start --trust-restored" goes on under the old name, and the record keeps that you decided so.',
  },
  demo_refused: {
    status: 400,
    fault: 'caller',
    message: 'No demonstration was made: {detail}.',
    hint: 'A demonstration fills a new folder of its own, which --home names; "commonhold demo --help" shows the rest.',
  },
  backup_failed: {
    status: 500,
    fault: 'caller',
    message: 'No backup was made in {folder}: {detail}.',
    hint: 'Nothing there looks like a backup now. Correct what is named, then run "commonhold backup" again.',
  },
  backup_damaged: {
    status: 500,
    fault: 'caller',
    message: 'The backup in {folder} cannot be restored: {detail}.',
    hint: 'Nothing was restored. Take another copy of this backup, or an older one.',
  },
  restore_refused: {
    status: 500,
    fault: 'caller',
    message: 'Nothing was restored into {home}: {detail}.',
    hint: 'Give an empty folder with COMMONHOLD_HOME; if a restore broke off in this one, empty it first.',
  },
  port_in_use: {
    status: 500,
    fault: 'caller',
    message: 'Port {port} is in use by another program.',
    hint: 'Stop it, or choose another port with COMMONHOLD_PORT.',
  },
  address_refused: {
    status: 500,
    fault: 'caller',
    message: 'The address {address} is reachable from other machines.',
    hint: 'Use a loopback address, or declare a TLS reverse proxy with server.behindProxy: true.',
  },
  node_not_running: {
    status: 500,
    fault: 'caller',
    message: 'No node is running for the home folder {home}.',
    hint: 'Start it with "commonhold start" (or "npm start").',
  },
  // Other ends of a call. The first is told to nobody, because the client has gone; the record says it.
  client_gone: {
    status: 499,
    fault: 'caller',
    message: 'The client closed the connection before the answer was complete.',
    hint: 'What had arrived until then is in the record.',
  },
  import_unreadable: {
    status: 400,
    fault: 'caller',
    message: 'This file cannot be imported: {detail}.',
    hint: 'Sessions of Claude Code and Codex, exports of ChatGPT and Claude, logs of LiteLLM, exports of Langfuse and our own JSONL are read; docs/guide/import.md says which files these are. If it is one of them, name its format.',
  },
  import_not_answered: {
    status: 502,
    fault: 'upstream',
    message: 'By the word of its source this call failed or was broken off.',
    hint: 'It was imported; the source may say more about it.',
  },
  import_unknown: {
    status: 404,
    fault: 'caller',
    message: 'There is no import {id} under way.',
    hint: 'It ended, or nothing came for two minutes. What was imported stays; import the file again to go on.',
  },
  import_order: {
    status: 409,
    fault: 'caller',
    message: 'The next piece of this import begins at byte {expected}, and this one begins at {at}.',
    hint: 'Send the pieces of a file one after the other.',
  },
  import_changed: {
    status: 409,
    fault: 'caller',
    message: 'The file that arrived is not the one that was announced.',
    hint: 'It was probably written to while it was read. Its calls are on record; import it again to go on from there.',
  },
  imports_full: {
    status: 429,
    fault: 'caller',
    message: '{limit} imports are under way.',
    hint: 'Wait until one has ended.',
  },
  node_stopping: {
    status: 503,
    fault: 'node',
    message: 'The node is stopping.',
    hint: 'Send the request again when it is back.',
  },
  internal: {
    status: 500,
    fault: 'node',
    message: 'The node failed in a way that it does not know ({detail}).',
    hint: 'This is a bug in Commonhold: please report it with the call id.',
  },
} as const satisfies Record<string, CatalogueEntry>;

interface CatalogueEntry {
  /** HTTP status of a reply that carries this error. */
  readonly status: number;
  readonly fault: 'caller' | 'node' | 'upstream';
  readonly message: string;
  readonly hint: string;
}

export type ErrorCode = keyof typeof catalogue;
export type ErrorValues = Readonly<Record<string, string | number>>;

/** The one error class: a catalogue code with the values that fill its texts. */
export class CommonholdError extends Error {
  override readonly name = 'CommonholdError';
  readonly code: ErrorCode;
  readonly values: ErrorValues;

  constructor(code: ErrorCode, values: ErrorValues = {}, options?: ErrorOptions) {
    super(fill(catalogue[code].message, values), options);
    this.code = code;
    this.values = values;
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  get fault(): 'caller' | 'node' | 'upstream' {
    return catalogue[this.code].fault;
  }

  get hint(): string {
    return fill(catalogue[this.code].hint, this.values);
  }
}

/** Any thrown value as a CommonholdError; what is not ours yet becomes `internal` and keeps its cause. */
export function asCommonholdError(thrown: unknown): CommonholdError {
  if (thrown instanceof CommonholdError) return thrown;
  return new CommonholdError('internal', { detail: describe(thrown) }, { cause: thrown });
}

/** What a thrown value says of itself, on one line. */
export function describe(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return text.replaceAll(/\s+/g, ' ').trim();
}

function fill(template: string, values: ErrorValues): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
