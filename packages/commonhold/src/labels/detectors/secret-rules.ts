/**
 * Rules for keys and tokens, made by scripts/convert-secret-rules.ts; change that and not this file. One rule a line:
 * name, keywords of which one must be there, the least entropy of the value (0: any), pattern ("(?i)": any case).
 *
 * From gitleaks, config/gitleaks.toml, commit b58d3f102cf3a2c84cb7f923d05c25c9b1aed84b:
 * MIT License, Copyright (c) 2019 Zachary Rice. Permission is hereby granted, free of charge, to any person obtaining a
 * copy of this software and associated documentation files (the "Software"), to deal in the Software without
 * restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
 * and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
 * following conditions: The above copyright notice and this permission notice shall be included in all copies or
 * substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 * IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
 * NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
 * SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */
export const gitleaksRules = String.raw`
1password-secret-key	a3-	3.8	\bA3-[A-Z0-9]{6}-(?:(?:[A-Z0-9]{11})|(?:[A-Z0-9]{6}-[A-Z0-9]{5}))-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}\b
1password-service-account-token	ops_	4	ops_eyJ[a-zA-Z0-9+/]{120}={0,3}
adafruit-api-key	adafruit	0	(?i)(?:adafruit)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{32})(?![\w+/=-])
adobe-client-secret	p8e-	2	\b(p8e-(?i:[a-z0-9]{32}))(?![\w+/=-])
age-secret-key	age-secret-key-1	0	AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}
airtable-api-key	airtable	0	(?i)(?:airtable)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{17})(?![\w+/=-])
airtable-personnal-access-token	airtable	0	\b(pat[A-Za-z0-9]{14}\.[a-f0-9]{64})\b
algolia-api-key	algolia	0	(?i)(?:algolia)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![\w+/=-])
alibaba-access-key-id	ltai	2	\b(LTAI(?i:[a-z0-9]{20}))(?![\w+/=-])
alibaba-secret-key	alibaba	2	(?i)(?:alibaba)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{30})(?![\w+/=-])
anthropic-admin-api-key	sk-ant-admin01	0	\b(sk-ant-admin01-[a-zA-Z0-9_\-]{93}AA)(?![\w+/=-])
anthropic-api-key	sk-ant-api03	0	\b(sk-ant-api03-[a-zA-Z0-9_\-]{93}AA)(?![\w+/=-])
artifactory-api-key	akcp	4.5	\bAKCp[A-Za-z0-9]{69}\b
artifactory-reference-token	cmvmd	4.5	\bcmVmd[A-Za-z0-9]{59}\b
asana-client-secret	asana	0	(?i)(?:asana)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![\w+/=-])
atlassian-api-token	atlassian confluence jira atatt3	3.5	(?i)(?:(?-i:ATLASSIAN|[Aa]tlassian)|(?-i:CONFLUENCE|[Cc]onfluence)|(?-i:JIRA|[Jj]ira))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{20}[a-f0-9]{4})(?![\w+/=-])|\b(ATATT3[A-Za-z0-9_\-=]{186})(?![\w+/=-])
authress-service-client-access-key	sc_ ext_ scauth_ authress_	2	\b((?:sc|ext|scauth|authress)_(?i:[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.(?-i:acc)[_-][a-z0-9-]{10,32}\.[a-z0-9+/_=-]{30,120}))(?![\w+/=-])
aws-access-token	a3t akia asia abia acca	3	\b((?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})\b
aws-amazon-bedrock-api-key-long-lived	absk	3	\b(ABSK[A-Za-z0-9+/]{109,269}={0,2})(?![\w+/=-])
aws-amazon-bedrock-api-key-short-lived	bedrock-api-key-	3	bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t
azure-ad-client-secret	q~	3	(?:^|[\\'"\x60\s>=:(,)])([a-zA-Z0-9_~.]{3}\dQ~[a-zA-Z0-9_~.-]{31,34})(?:$|[\\'"\x60\s<),])
beamer-api-token	beamer	0	(?i)(?:beamer)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(b_[a-z0-9=_\-]{44})(?![\w+/=-])
bitbucket-client-secret	bitbucket	0	(?i)(?:bitbucket)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{64})(?![\w+/=-])
bittrex-access-key	bittrex	0	(?i)(?:bittrex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![\w+/=-])
bittrex-secret-key	bittrex	0	(?i)(?:bittrex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![\w+/=-])
cisco-meraki-api-key	meraki	3	(?i:[\w.-]{0,50}?(?:(?-i:[Mm]eraki|MERAKI))(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{40})(?![\w+/=-])
clickhouse-cloud-api-secret-key	4b1d	3	\b(4b1d[A-Za-z0-9]{38})\b
clojars-api-token	clojars_	2	(?i)CLOJARS_[a-z0-9]{60}
cloudflare-api-key	cloudflare	2	(?i)(?:cloudflare)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{40})(?![\w+/=-])
cloudflare-global-api-key	cloudflare	2	(?i)(?:cloudflare)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{37})(?![\w+/=-])
cloudflare-origin-ca-key	cloudflare v1.0-	2	\b(v1\.0-[a-f0-9]{24}-[a-f0-9]{146})(?![\w+/=-])
codecov-access-token	codecov	0	(?i)(?:codecov)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![\w+/=-])
cohere-api-token	cohere co_api_key	4	(?i:[\w.-]{0,50}?(?:cohere|CO_API_KEY)(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-zA-Z0-9]{40})(?![\w+/=-])
coinbase-access-token	coinbase	0	(?i)(?:coinbase)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{64})(?![\w+/=-])
confluent-access-token	confluent	0	(?i)(?:confluent)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{16})(?![\w+/=-])
confluent-secret-key	confluent	0	(?i)(?:confluent)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![\w+/=-])
contentful-delivery-api-token	contentful	0	(?i)(?:contentful)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{43})(?![\w+/=-])
databricks-api-token	dapi	3	\b(dapi[a-f0-9]{32}(?:-\d)?)(?![\w+/=-])
datadog-access-token	datadog	0	(?i)(?:datadog)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{40})(?![\w+/=-])
defined-networking-api-token	dnkey	0	(?i)(?:dnkey)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(dnkey-[a-z0-9=_\-]{26}-[a-z0-9=_\-]{52})(?![\w+/=-])
digitalocean-access-token	doo_v1_	3	\b(doo_v1_[a-f0-9]{64})(?![\w+/=-])
digitalocean-pat	dop_v1_	3	\b(dop_v1_[a-f0-9]{64})(?![\w+/=-])
digitalocean-refresh-token	dor_v1_	0	(?i)\b(dor_v1_[a-f0-9]{64})(?![\w+/=-])
discord-api-token	discord	0	(?i)(?:discord)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{64})(?![\w+/=-])
discord-client-secret	discord	2	(?i)(?:discord)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{32})(?![\w+/=-])
doppler-api-token	dp.pt.	2	dp\.pt\.(?i:[a-z0-9]{43})
droneci-access-token	droneci	0	(?i)(?:droneci)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![\w+/=-])
dropbox-api-token	dropbox	0	(?i)(?:dropbox)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{15})(?![\w+/=-])
dropbox-long-lived-api-token	dropbox	0	(?i)(?:dropbox)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{11}(AAAAAAAAAA)[a-z0-9\-_=]{43})(?![\w+/=-])
dropbox-short-lived-api-token	dropbox	0	(?i)(?:dropbox)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(sl\.[a-z0-9\-=_]{135})(?![\w+/=-])
duffel-api-token	duffel_	2	duffel_(?:test|live)_(?i:[a-z0-9_\-=]{43})
dynatrace-api-token	dt0c01.	4	dt0c01\.(?i:[a-z0-9]{24}\.[a-z0-9]{64})
easypost-api-token	ezak	2	\bEZAK(?i:[a-z0-9]{54}\b)
easypost-test-api-token	eztk	2	\bEZTK(?i:[a-z0-9]{54}\b)
etsy-access-token	etsy	3	(?i)(?:(?-i:ETSY|[Ee]tsy))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{24})(?![\w+/=-])
facebook-access-token	facebook	3	(?i)\b(\d{15,16}(\||%)[0-9a-z\-_]{27,40})(?![\w+/=-])
facebook-page-access-token	eaam eaac	4	\b(EAA[MC](?i:[a-z0-9]{100,}))(?![\w+/=-])
facebook-secret	facebook	3	(?i)(?:facebook)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32})(?![\w+/=-])
fastly-api-token	fastly	0	(?i)(?:fastly)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{32})(?![\w+/=-])
finicity-api-token	finicity	0	(?i)(?:finicity)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32})(?![\w+/=-])
finicity-client-secret	finicity	0	(?i)(?:finicity)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{20})(?![\w+/=-])
finnhub-access-token	finnhub	0	(?i)(?:finnhub)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{20})(?![\w+/=-])
flickr-access-token	flickr	0	(?i)(?:flickr)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![\w+/=-])
flutterwave-encryption-key	flwseck_test	2	FLWSECK_TEST-(?i:[a-h0-9]{12})
flutterwave-secret-key	flwseck_test	2	FLWSECK_TEST-(?i:[a-h0-9]{32}-X)
flyio-access-token	fo1_ fm1 fm2_	4	\b((?:fo1_[\w-]{43}|fm1[ar]_[a-zA-Z0-9+\/]{100,}={0,3}|fm2_[a-zA-Z0-9+\/]{100,}={0,3}))(?![\w+/=-])
frameio-api-token	fio-u-	0	fio-u-(?i:[a-z0-9\-_=]{64})
freemius-secret-key	secret_key	0	(?i)["']secret_key["']\s*=>\s*["'](sk_[\S]{29})["']
freshbooks-access-token	freshbooks	0	(?i)(?:freshbooks)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![\w+/=-])
gcp-api-key	aiza	4	\b(AIza[\w-]{35})(?![\w+/=-])
github-app-token	ghu_ ghs_	3	(?:ghu|ghs)_[0-9a-zA-Z]{36}
github-fine-grained-pat	github_pat_	3	github_pat_\w{82}
github-oauth	gho_	3	gho_[0-9a-zA-Z]{36}
github-pat	ghp_	3	ghp_[0-9a-zA-Z]{36}
github-refresh-token	ghr_	3	ghr_[0-9a-zA-Z]{36}
gitlab-cicd-job-token	glcbt-	3	glcbt-[0-9a-zA-Z]{1,5}_[0-9a-zA-Z_-]{20}
gitlab-deploy-token	gldt-	3	gldt-[0-9a-zA-Z_\-]{20}
gitlab-feature-flag-client-token	glffct-	3	glffct-[0-9a-zA-Z_\-]{20}
gitlab-feed-token	glft-	3	glft-[0-9a-zA-Z_\-]{20}
gitlab-incoming-mail-token	glimt-	3	glimt-[0-9a-zA-Z_\-]{25}
gitlab-kubernetes-agent-token	glagent-	3	glagent-[0-9a-zA-Z_\-]{50}
gitlab-oauth-app-secret	gloas-	3	gloas-[0-9a-zA-Z_\-]{64}
gitlab-pat	glpat-	3	glpat-[\w-]{20}
gitlab-pat-routable	glpat-	4	\bglpat-[0-9a-zA-Z_-]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}\b
gitlab-ptt	glptt-	3	glptt-[0-9a-f]{40}
gitlab-rrt	gr1348941	3	GR1348941[\w-]{20}
gitlab-runner-authentication-token	glrt-	3	glrt-[0-9a-zA-Z_\-]{20}
gitlab-runner-authentication-token-routable	glrt-	4	\bglrt-t\d_[0-9a-zA-Z_\-]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}\b
gitlab-scim-token	glsoat-	3	glsoat-[0-9a-zA-Z_\-]{20}
gitlab-session-cookie	_gitlab_session=	3	_gitlab_session=[0-9a-z]{32}
gitter-access-token	gitter	0	(?i)(?:gitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{40})(?![\w+/=-])
gocardless-api-token	live_ gocardless	0	(?i)(?:gocardless)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(live_(?i:[a-z0-9\-_=]{40}))(?![\w+/=-])
grafana-api-key	eyjrijoi	3	(?i)\b(eyJrIjoi[A-Za-z0-9]{70,400}={0,3})(?![\w+/=-])
grafana-cloud-api-token	glc_	3	(?i)\b(glc_[A-Za-z0-9+/]{32,400}={0,3})(?![\w+/=-])
grafana-service-account-token	glsa_	3	(?i)\b(glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})(?![\w+/=-])
harness-api-key	pat. sat.	0	(?:pat|sat)\.[a-zA-Z0-9_-]{22}\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{20}
hashicorp-tf-api-token	atlasv1	3.5	(?i)[a-z0-9]{14}\.(?-i:atlasv1)\.[a-z0-9\-_=]{60,70}
hashicorp-tf-password	administrator_login_password password	2	(?i)(?:administrator_login_password|password)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}("[a-z0-9=_\-]{8,20}")(?![\w+/=-])
heroku-api-key	heroku	0	(?i)(?:heroku)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![\w+/=-])
heroku-api-key-v2	hrku-aa	4	\b((HRKU-AA[0-9a-zA-Z_-]{58}))(?![\w+/=-])
hubspot-api-key	hubspot	0	(?i)(?:hubspot)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12})(?![\w+/=-])
huggingface-access-token	hf_	2	\b(hf_(?i:[a-z]{34}))(?![\w+/=-])
huggingface-organization-api-token	api_org_	2	\b(api_org_(?i:[a-z]{34}))(?![\w+/=-])
infracost-api-token	ico-	3	\b(ico-[a-zA-Z0-9]{32})(?![\w+/=-])
intercom-api-key	intercom	0	(?i)(?:intercom)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{60})(?![\w+/=-])
intra42-client-secret	intra s-s4t2ud- s-s4t2af-	3	\b(s-s4t2(?:ud|af)-(?i:[abcdef0123456789]{64}))(?![\w+/=-])
jfrog-api-key	jfrog artifactory bintray xray	0	(?i)(?:jfrog|artifactory|bintray|xray)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{73})(?![\w+/=-])
jfrog-identity-token	jfrog artifactory bintray xray	0	(?i)(?:jfrog|artifactory|bintray|xray)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![\w+/=-])
kraken-access-token	kraken	0	(?i)(?:kraken)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9\/=_\+\-]{80,90})(?![\w+/=-])
kucoin-access-token	kucoin	0	(?i)(?:kucoin)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{24})(?![\w+/=-])
kucoin-secret-key	kucoin	0	(?i)(?:kucoin)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![\w+/=-])
launchdarkly-access-token	launchdarkly	0	(?i)(?:launchdarkly)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{40})(?![\w+/=-])
linear-api-key	lin_api_	2	lin_api_(?i:[a-z0-9]{40})
linear-client-secret	linear	2	(?i)(?:linear)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32})(?![\w+/=-])
linkedin-client-secret	linkedin linked_in linked-in	2	(?i)(?:linked[_-]?in)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{16})(?![\w+/=-])
lob-api-key	test_ live_	0	(?i)(?:lob)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}((live|test)_[a-f0-9]{35})(?![\w+/=-])
looker-client-secret	looker	0	(?i)(?:looker)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{24})(?![\w+/=-])
mailchimp-api-key	mailchimp	0	(?i)(?:MailchimpSDK.initialize|mailchimp)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32}-us\d\d)(?![\w+/=-])
mailgun-private-api-token	mailgun	0	(?i)(?:mailgun)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(key-[a-f0-9]{32})(?![\w+/=-])
mailgun-signing-key	mailgun	0	(?i)(?:mailgun)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8})(?![\w+/=-])
mapbox-api-token	mapbox	0	(?i)(?:mapbox)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(pk\.[a-z0-9]{60}\.[a-z0-9]{22})(?![\w+/=-])
mattermost-access-token	mattermost	0	(?i)(?:mattermost)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{26})(?![\w+/=-])
maxmind-license-key	_mmk	4	\b([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)(?![\w+/=-])
messagebird-api-token	messagebird message-bird message_bird	0	(?i)(?:message[_-]?bird)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{25})(?![\w+/=-])
microsoft-teams-webhook	webhook.office.com webhookb2 incomingwebhook	0	https://[a-z0-9]+\.webhook\.office\.com/webhookb2/[a-z0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}@[a-z0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}/IncomingWebhook/[a-z0-9]{32}/[a-z0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}
netlify-access-token	netlify	0	(?i)(?:netlify)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{40,46})(?![\w+/=-])
new-relic-browser-api-token	nrjs-	0	(?i)(?:new-relic|newrelic|new_relic)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(NRJS-[a-f0-9]{19})(?![\w+/=-])
new-relic-insert-key	nrii-	0	(?i)(?:new-relic|newrelic|new_relic)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(NRII-[a-z0-9-]{32})(?![\w+/=-])
new-relic-user-api-id	new-relic newrelic new_relic	0	(?i)(?:new-relic|newrelic|new_relic)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![\w+/=-])
new-relic-user-api-key	nrak	0	(?i)(?:new-relic|newrelic|new_relic)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(NRAK-[a-z0-9]{27})(?![\w+/=-])
notion-api-token	ntn_	4	\b(ntn_[0-9]{11}[A-Za-z0-9]{32}[A-Za-z0-9]{3})(?![\w+/=-])
npm-access-token	npm_	2	(?i)\b(npm_[a-z0-9]{36})(?![\w+/=-])
nytimes-access-token	nytimes new-york-times newyorktimes	0	(?i)(?:nytimes|new-york-times,|newyorktimes)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9=_\-]{32})(?![\w+/=-])
octopus-deploy-api-key	api-	3	\b(API-[A-Z0-9]{26})(?![\w+/=-])
okta-access-token	okta	4	(?i:[\w.-]{0,50}?(?:(?-i:[Oo]kta|OKTA))(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(00[\w=\-]{40})(?![\w+/=-])
openai-api-key	t3blbkfj	3	\b(sk-(?:proj|svcacct|admin)-(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})T3BlbkFJ(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})\b|sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20})(?![\w+/=-])
openshift-user-token	sha256~	3.5	\b(sha256~[\w-]{43})(?:[^\w-]|$)
perplexity-api-key	pplx-	4	\b(pplx-[a-zA-Z0-9]{48})(?:[\x60'"\s;]|\\[nr]|$|\b)
plaid-api-token	plaid	0	(?i)(?:plaid)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![\w+/=-])
plaid-secret-key	plaid	3.5	(?i)(?:plaid)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{30})(?![\w+/=-])
planetscale-api-token	pscale_tkn_	3	\b(pscale_tkn_(?i:[\w=\.-]{32,64}))(?![\w+/=-])
planetscale-oauth-token	pscale_oauth_	3	\b(pscale_oauth_[\w=\.-]{32,64})(?![\w+/=-])
planetscale-password	pscale_pw_	3	(?i)\b(pscale_pw_(?i:[\w=\.-]{32,64}))(?![\w+/=-])
postman-api-token	pmak-	3	\b(PMAK-(?i:[a-f0-9]{24}\-[a-f0-9]{34}))(?![\w+/=-])
prefect-api-token	pnu_	2	\b(pnu_[a-zA-Z0-9]{36})(?![\w+/=-])
privateai-api-token	privateai private_ai private-ai	3	(?i:[\w.-]{0,50}?(?:private[_-]?ai)(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{32})(?![\w+/=-])
pulumi-api-token	pul-	2	\b(pul-[a-f0-9]{40})(?![\w+/=-])
pypi-upload-token	pypi-ageichlwas5vcmc	3	pypi-AgEIcHlwaS5vcmc[\w-]{50,1000}
rapidapi-access-token	rapidapi	0	(?i)(?:rapidapi)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9_-]{50})(?![\w+/=-])
readme-api-token	rdme_	2	\b(rdme_[a-z0-9]{70})(?![\w+/=-])
rubygems-api-token	rubygems_	2	\b(rubygems_[a-f0-9]{48})(?![\w+/=-])
scalingo-api-token	tk-us-	2	\b(tk-us-[\w-]{48})(?![\w+/=-])
sendbird-access-id	sendbird	0	(?i)(?:sendbird)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![\w+/=-])
sendbird-access-token	sendbird	0	(?i)(?:sendbird)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{40})(?![\w+/=-])
sendgrid-api-token	sg.	2	\b(SG\.(?i:[a-z0-9=_\-\.]{66}))(?![\w+/=-])
sendinblue-api-token	xkeysib-	2	\b(xkeysib-[a-f0-9]{64}\-(?i:[a-z0-9]{16}))(?![\w+/=-])
sentry-access-token	sentry	3	(?i)(?:sentry)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{64})(?![\w+/=-])
sentry-org-token	sntrys_eyjpyxqio	4.5	\bsntrys_eyJpYXQiO[a-zA-Z0-9+/]{10,200}(?:LCJyZWdpb25fdXJs|InJlZ2lvbl91cmwi|cmVnaW9uX3VybCI6)[a-zA-Z0-9+/]{10,200}={0,2}_[a-zA-Z0-9+/]{43}(?:[^a-zA-Z0-9+/]|$)
sentry-user-token	sntryu_	3.5	\b(sntryu_[a-f0-9]{64})(?![\w+/=-])
settlemint-application-access-token	sm_aat	3	\b(sm_aat_[a-zA-Z0-9]{16})(?![\w+/=-])
settlemint-personal-access-token	sm_pat	3	\b(sm_pat_[a-zA-Z0-9]{16})(?![\w+/=-])
settlemint-service-access-token	sm_sat	3	\b(sm_sat_[a-zA-Z0-9]{16})(?![\w+/=-])
shippo-api-token	shippo_	2	\b(shippo_(?:live|test)_[a-fA-F0-9]{40})(?![\w+/=-])
shopify-access-token	shpat_	2	shpat_[a-fA-F0-9]{32}
shopify-custom-access-token	shpca_	2	shpca_[a-fA-F0-9]{32}
shopify-private-app-access-token	shppa_	2	shppa_[a-fA-F0-9]{32}
shopify-shared-secret	shpss_	2	shpss_[a-fA-F0-9]{32}
sidekiq-secret	bundle_enterprise__contribsys__com bundle_gems__contribsys__com	0	(?i)(?:BUNDLE_ENTERPRISE__CONTRIBSYS__COM|BUNDLE_GEMS__CONTRIBSYS__COM)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{8}:[a-f0-9]{8})(?![\w+/=-])
sidekiq-sensitive-url	gems.contribsys.com enterprise.contribsys.com	0	(?i)\bhttps?://([a-f0-9]{8}:[a-f0-9]{8})@(?:gems.contribsys.com|enterprise.contribsys.com)(?:[\/|\#|\?|:]|$)
slack-app-token	xapp	2	(?i)xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+
slack-bot-token	xoxb	3	xoxb-[0-9]{10,13}-[0-9]{10,13}[a-zA-Z0-9-]*
slack-config-access-token	xoxe.xoxb- xoxe.xoxp-	2	(?i)xoxe.xox[bp]-\d-[A-Z0-9]{163,166}
slack-config-refresh-token	xoxe-	2	(?i)xoxe-\d-[A-Z0-9]{146}
slack-legacy-bot-token	xoxb	2	xoxb-[0-9]{8,14}-[a-zA-Z0-9]{18,26}
slack-legacy-token	xoxo xoxs	2	xox[os]-\d+-\d+-\d+-[a-fA-F\d]+
slack-legacy-workspace-token	xoxa xoxr	2	xox[ar]-(?:\d-)?[0-9a-zA-Z]{8,48}
slack-user-token	xoxp- xoxe-	2	xox[pe](?:-[0-9]{10,13}){3}-[a-zA-Z0-9-]{28,34}
slack-webhook-url	hooks.slack.com	0	(?:https?://)?hooks.slack.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56}
snyk-api-token	snyk	0	(?i)(?:snyk[_.-]?(?:(?:api|oauth)[_.-]?)?(?:key|token))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![\w+/=-])
sonar-api-token	sonar	0	(?i)(?:sonar[_.-]?(login|token))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}((?:squ_|sqp_|sqa_)?[a-z0-9=_\-]{40})(?![\w+/=-])
sourcegraph-access-token	sgp_ sourcegraph	3	(?i)\b(\b(sgp_(?:[a-fA-F0-9]{16}|local)_[a-fA-F0-9]{40}|sgp_[a-fA-F0-9]{40}|[a-fA-F0-9]{40})\b)(?![\w+/=-])
square-access-token	sq0atp- eaaa	2	\b((?:EAAA|sq0atp-)[\w-]{22,60})(?![\w+/=-])
squarespace-access-token	squarespace	0	(?i)(?:squarespace)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![\w+/=-])
stripe-access-token	sk_test sk_live sk_prod rk_test rk_live rk_prod	2	\b((?:sk|rk)_(?:test|live|prod)_[a-zA-Z0-9]{10,99})(?![\w+/=-])
sumologic-access-id	sumo	3	(?i:[\w.-]{0,50}?(?:(?-i:[Ss]umo|SUMO))(?:[ \t\w.-]{0,20})[\s'"]{0,3})(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(su[a-zA-Z0-9]{12})(?![\w+/=-])
sumologic-access-token	sumo	3	(?i)(?:(?-i:[Ss]umo|SUMO))(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{64})(?![\w+/=-])
telegram-bot-api-token	telegr	0	(?i)(?:telegr)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9]{5,16}:(?-i:A)[a-z0-9_\-]{34})(?![\w+/=-])
travisci-access-token	travis	0	(?i)(?:travis)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{22})(?![\w+/=-])
twilio-api-key	sk	3	SK[0-9a-fA-F]{32}
twitch-api-token	twitch	0	(?i)(?:twitch)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{30})(?![\w+/=-])
twitter-access-secret	twitter	0	(?i)(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{45})(?![\w+/=-])
twitter-access-token	twitter	0	(?i)(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([0-9]{15,25}-[a-zA-Z0-9]{20,40})(?![\w+/=-])
twitter-api-key	twitter	0	(?i)(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{25})(?![\w+/=-])
twitter-api-secret	twitter	0	(?i)(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{50})(?![\w+/=-])
twitter-bearer-token	twitter	0	(?i)(?:twitter)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(A{22}[a-zA-Z0-9%]{80,100})(?![\w+/=-])
typeform-api-token	tfp_	0	(?i)(?:typeform)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(tfp_[a-z0-9\-_\.=]{59})(?![\w+/=-])
vault-batch-token	hvb.	4	\b(hvb\.[\w-]{138,300})(?![\w+/=-])
vault-service-token	hvs. s.	3.5	\b((?:hvs\.[\w-]{90,120}|s\.(?i:[a-z0-9]{24})))(?![\w+/=-])
yandex-access-token	yandex	0	(?i)(?:yandex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(t1\.[A-Z0-9a-z_-]+[=]{0,2}\.[A-Z0-9a-z_-]{86}[=]{0,2})(?![\w+/=-])
yandex-api-key	yandex	0	(?i)(?:yandex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(AQVN[A-Za-z0-9_\-]{35,38})(?![\w+/=-])
yandex-aws-access-token	yandex	0	(?i)(?:yandex)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}(YC[a-zA-Z0-9_\-]{38})(?![\w+/=-])
zendesk-secret-key	zendesk	0	(?i)(?:zendesk)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{40})(?![\w+/=-])
`;
