"""Secrets to plant in tests: of the right form, drawn from a seed, and nobody's.

They are put together when they are wanted: no line of this file holds one.
"""

from __future__ import annotations

import random
import string
from base64 import b64encode
from collections.abc import Mapping

_WORD = string.ascii_letters + string.digits
_LOW = string.ascii_lowercase + string.digits
_HEX = "0123456789abcdef"


def planted(seed: int = 7) -> Mapping[str, tuple[str, str]]:
    """By a name of each plant: the kind it must be found as, and the secret itself."""
    rng = random.Random(seed)

    def some(count: int, of: str = _WORD) -> str:
        # always a bit of everything: a draw of one class alone is no likely key
        return "a7" + "".join(rng.choices(of, k=count - 2))

    upper = "".join(rng.choices(string.ascii_uppercase + "234567", k=14))
    body = "\n".join(some(64) for _ in range(6))
    begin, end = "-----BEGIN ", "-----END "
    return {
        "RSA key": (
            "private-key",
            f"{begin}RSA PRIVATE KEY-----\n{body}\n{end}RSA PRIVATE KEY-----",
        ),
        "OpenSSH key": (
            "private-key",
            f"{begin}OPENSSH PRIVATE KEY-----\n{body}\n{end}OPENSSH PRIVATE KEY-----",
        ),
        "key in JSON": (
            "private-key",
            f"{begin}PRIVATE KEY-----\\n{some(400)}\\n{end}PRIVATE KEY-----",
        ),
        "PGP key": (
            "private-key",
            f"{begin}PGP PRIVATE KEY BLOCK-----\n\n{body}\n{end}PGP PRIVATE KEY BLOCK-----",
        ),
        "Anthropic": ("anthropic", "sk-ant-" + f"api03-{some(93)}AA"),
        "OpenRouter": ("openrouter", "sk-or-" + f"v1-{some(64, _HEX)}"),
        "OpenAI": ("openai", "sk-" + some(48)),
        "OpenAI project": ("openai", "sk-" + f"proj-{some(120)}"),
        "Google": ("google", "AI" + "za" + some(35)),
        "Google secret": ("google-oauth", "GOC" + "SPX-" + some(28)),
        "Google access": ("google-token", "ya29" + "." + some(60)),
        "AWS id": ("aws", "AK" + "IA" + "Q7" + upper),
        "AWS session id": ("aws", "AS" + "IA" + "Q7" + upper),
        "GitHub": ("github", "gh" + "p_" + some(36)),
        "GitHub app": ("github", "gh" + "s_" + some(36)),
        "GitHub fine": ("github-fine", "github" + "_pat_" + f"{some(22)}_{some(59)}"),
        "GitLab": ("gitlab", "gl" + "pat-" + some(20)),
        "Slack bot": ("slack", "xo" + f"xb-{some(12, string.digits)}-{some(24)}"),
        "Slack user": ("slack", "xo" + f"xp-{some(12, string.digits)}-{some(32, _HEX)}"),
        "Stripe": ("stripe", "sk" + "_live_" + some(24)),
        "Stripe hook": ("stripe", "wh" + "sec_" + some(32)),
        "npm": ("npm", "np" + "m_" + some(36)),
        "Python index": ("python-index", "py" + "pi-" + f"AgEIcHlwaS5vcmc{some(120)}"),
        "Hugging Face": ("huggingface", "h" + "f_" + some(34)),
        "SendGrid": ("sendgrid", "SG" + f".{some(22)}.{some(43)}"),
        "Twilio": ("twilio", "S" + "K" + some(32, _HEX)),
        "JSON web token": (
            "jwt",
            "ey" + f"J{some(33)}." + "ey" + f"J{some(80)}.{some(43)}",
        ),
        "DigitalOcean": ("digitalocean", "dop" + "_v1_" + some(64, _HEX)),
        "Groq": ("groq", "gs" + "k_" + some(52)),
        "xAI": ("xai", "xa" + "i-" + some(80)),
        "Perplexity": ("perplexity", "pp" + "lx-" + some(48)),
        "Replicate": ("replicate", "r" + "8_" + some(37)),
        "Shopify": ("shopify", "sh" + "pat_" + some(32, _HEX)),
        "Atlassian": ("atlassian", "AT" + "ATT3" + some(180)),
        "Vault": ("vault", "hv" + "s." + some(90)),
        "Grafana": ("grafana", "gl" + f"sa_{some(32)}_{some(8, _HEX)}"),
        "Docker": ("docker", "dc" + "kr_pat_" + some(27)),
        "Databricks": ("databricks", "da" + "pi" + some(32, _HEX)),
        "Linear": ("linear", "lin" + "_api_" + some(40)),
        "age": ("age", "AGE-SECRET" + "-KEY-1" + some(58).upper()),
    }


def _login(password: str) -> str:
    return b64encode(f"user:{password}".encode()).decode()


def phrases(seed: int = 7) -> Mapping[str, tuple[str, str, str]]:
    """Secrets that are ones by what stands around them: the kind, a text, the secret in it."""
    rng = random.Random(seed)

    def some(count: int, of: str = _WORD) -> str:
        return "a7" + "".join(rng.choices(of, k=count - 2))

    def put(kind: str, text: str, secret: str) -> tuple[str, str, str]:
        return kind, text.replace("@@", secret), secret

    return {
        "AWS secret": put("aws-secret", "aws_secret_access_key = @@\n", some(40)),
        "Slack hook": put(
            "slack-hook",
            "curl https://hooks.slack.com/services/@@ -d x",
            f"T0{some(8).upper()}/B0{some(8).upper()}/{some(24)}",
        ),
        "Discord hook": put(
            "discord",
            "https://discord.com/api/webhooks/@@",
            f"{some(18, string.digits).replace('a', '1')}/{some(68)}",
        ),
        "Telegram": put("telegram", "bot 1234567890:AA@@", some(33)),
        "Azure storage": put("azure", "AccountName=x;AccountKey=@@;", some(86) + "=="),
        "Azure bus": put("azure", "SharedAccessKey=@@", some(43) + "="),
        "Azure secret": put("azure-secret", "x = 'abc8Q~@@'", some(31)),
        "Azure signature": put("azure-sas", "https://a.example/b?se=1&sig=@@", some(43) + "%3D"),
        "PostgreSQL": put("database", "postgres://app:@@@db.local:5432/app", some(12)),
        "MongoDB": put("database", "mongodb+srv://app:@@@cluster.local/app", some(9)),
        "a driver": put("database", "mysql+pymysql://app:@@@db/app", some(14)),
        "basic login": put("login", "https://me:@@@host.local/path", some(16)),
        "header": put("bearer", "Authorization: Bearer @@", some(40)),
        "password": put("assigned", 'PASSWORD = "@@"', "Tr0ub4dor&3x"),
        "API key": put("assigned", "api_key: '@@'", some(32)),
        "camel": put("assigned", 'const apiKey = "@@";', some(32)),
        "JSON": put("assigned", '{"client_secret": "@@"}', some(40)),
        "YAML": put("assigned", "db:\n  token: @@\n", some(40, _LOW)),
        "environment": put("assigned", "export SERVICE_TOKEN=@@\n", some(40, _HEX)),
        "name and password": put("basic", "Authorization: Basic @@", _login(some(16))),
        "registry": put("registry", '{"auths": {"r": {"auth": "@@"}}}', _login(some(20))),
        "PuTTY": put("putty", "Private-Lines: 2\n@@\nPrivate-MAC: 12", f"{some(64)}\n{some(44)}"),
        "netrc": put("netrc", "machine a.example login me password @@\n", some(10)),
        "pgpass": put("pgpass", "db.local:5432:app:me:@@\n", some(10)),
        "pgpass of any": put("pgpass", "localhost:*:*:me:@@", some(10)),
        "option": put("argument", "mysql --password=@@ -u root", "a7Zp2LxV9m"),
        "login of a command": put("argument", "curl -u admin:@@ https://a.example", "a7Zp2LxV9m"),
        "bare YAML": put("assigned", "db:\n  password: @@\n", "S3cr3t!!pw"),
        "connection": put("assigned", "Server=x;User Id=me;Password=@@;", "a7Zp2LxV9m"),
        "passphrase": put("assigned", 'passphrase = "@@"', "Tr0ub4dor&3x"),
        "XML": put("assigned", "<password>@@</password>", "Tr0ub4dor&3x"),
        "signature alone": put("azure-sas", "sig=@@&se=2026", some(30) + "%2B" + some(12) + "%3D"),
        "after a joint": put("github", "MY_@@", "gh" + "p_" + some(36)),
        "raw text": put("assigned", "secret := `@@`", some(24)),
    }
