/**
 * Keys of those who offer models, and a few kinds that gitleaks has no rule for or only for one form. The columns are
 * those of `secret-rules.ts`. Vendors add forms without telling, so a prefix and a length are enough here.
 */
export const modelVendorRules = String.raw`
anthropic-key	sk-ant-	3	\b(sk-ant-[A-Za-z0-9_-]{20,200})(?![\w-])
openai-key	sk-proj- sk-svcacct- sk-admin- sk-none-	3	\b(sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,220})(?![\w-])
openrouter-key	sk-or-	3	\b(sk-or-v\d-[A-Za-z0-9]{32,100})(?![\w-])
langfuse-key	sk-lf-	3	\b(sk-lf-[a-f0-9-]{36})(?![\w-])
key-with-sk	sk-	3	\b(sk-[A-Za-z0-9]{20,120})(?![\w-])
google-key	aiza	3	\b(AIza[\w-]{35})(?![\w-])
google-oauth-secret	gocspx-	3	\b(GOCSPX-[\w-]{28})(?![\w-])
google-oauth-token	ya29.	3	\b(ya29\.[\w-]{30,200})
hugging-face-token	hf_	3	\b(hf_[A-Za-z0-9]{30,60})(?![\w-])
groq-key	gsk_	3	\b(gsk_[A-Za-z0-9]{40,80})(?![\w-])
xai-key	xai-	3	\b(xai-[A-Za-z0-9]{40,120})(?![\w-])
replicate-token	r8_	3	\b(r8_[A-Za-z0-9]{30,60})(?![\w-])
cerebras-key	csk-	3	\b(csk-[a-z0-9]{30,80})(?![\w-])
nvidia-key	nvapi-	3	\b(nvapi-[\w-]{40,120})(?![\w-])
voyage-key	pa-	3.5	\b(pa-[A-Za-z0-9_-]{40,60})(?![\w-])
fireworks-key	fw_	3	\b(fw_[A-Za-z0-9]{20,60})(?![\w-])
tavily-key	tvly-	3	\b(tvly-[A-Za-z0-9-]{20,60})(?![\w-])
elevenlabs-key	sk_	3	\b(sk_[a-f0-9]{40,64})(?![\w-])
azure-openai-key	azure openai	3	(?i)(?:azure|openai)[\w.-]{0,30}key['"]?\s{0,3}[=:]\s{0,3}['"]?([a-f0-9]{32}|[A-Za-z0-9]{84})(?![\w-])
mistral-key	mistral	3	(?i)mistral[\w.-]{0,30}['"]?\s{0,3}[=:]\s{0,3}['"]?([A-Za-z0-9]{32})(?![\w-])
cohere-key	cohere co_api_key	3	(?i)(?:cohere|co_api_key)[\w.-]{0,30}['"]?\s{0,3}[=:]\s{0,3}['"]?([A-Za-z0-9]{40})(?![\w-])
together-key	together tgp_v1_	3	(?i)(?:together[\w.-]{0,30}['"]?\s{0,3}[=:]\s{0,3}['"]?([a-f0-9]{64})|\b(tgp_v1_[\w-]{30,60}))(?![\w-])
aws-secret-access-key	aws secret_access_key secretaccesskey	3.5	(?i)(?:aws|secret_?access_?key)[\w.-]{0,30}['"]?\s{0,3}[=:]\s{0,3}['"]?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])
json-web-token	eyj	3	\b(eyJ[\w-]{12,180}\.eyJ[\w-]{10,40})
airtable-token	pat	3	\b(pat[A-Za-z0-9]{14}\.[a-f0-9]{64})(?![\w-])
azure-storage-key	accountkey=	3	(?i)AccountKey=([A-Za-z0-9+/]{60,100}={0,2})
`;
