use base64::prelude::*;
use jsonwebtoken::{Algorithm, DecodingKey, crypto::verify};

use super::super::signature;

/// RFC 7515 appendix A.1 and RFC 8037 appendix A.4.
#[test]
fn signatures_are_those_of_the_rfcs() {
    signature::prepare();
    let secret =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let secret = BASE64_URL_SAFE_NO_PAD.decode(secret).unwrap();
    let public = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let public = BASE64_URL_SAFE_NO_PAD.decode(public).unwrap();
    for (text, signature, key, algorithm) in [
        (
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            DecodingKey::from_secret(&secret),
            Algorithm::HS256,
        ),
        (
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            DecodingKey::from_ed_der(&public),
            Algorithm::EdDSA,
        ),
    ] {
        assert_eq!(
            verify(signature, text.as_bytes(), &key, algorithm),
            Ok(true)
        );
        let other = format!("{text}x");
        assert_eq!(
            verify(signature, other.as_bytes(), &key, algorithm),
            Ok(false)
        );
    }
}
