// Secrets that are known by what stands in the text, whoever it is for.
#pragma once

#include <string>
#include <string_view>

namespace maxos::agents {

// Shown in place of a secret.
inline constexpr std::string_view kSecretMask = "***";

// Whether a name announces a secret: "DB_PASSWORD", "--api-key", "x-auth-token".
bool is_secret_name(std::string_view name);

// Replaces the values of such names ("password=…", "Authorization: …"), the user's part of URLs, and tokens
// that are known by their shape (of GitHub, GitLab, Slack, AWS; JSON Web Tokens, RFC 7519).
void mask_secret_words(std::string& text);

}  // namespace maxos::agents
