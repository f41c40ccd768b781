#include "agents/system/secrets.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <utility>

#include "agents/json.h"
#include "agents/system/secret_words.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// "ssh host 'sh -c \"mysql -psecret\"'": command lines in command lines, so many deep.
constexpr int kMaxDepth = 3;

// How a secret stands behind an option.
enum class Form {
  next,      // "-k S"
  attached,  // "-pS" alone: "-p" asks for it
  either,    // "-w S" and "-wS"
  cluster,   // as `either`, and behind other letters: "-rP S"
  maybe,     // as `either`, but "-p" alone may ask for it, and something else follows
  pair,      // "-u user:S", "-U user%S", "-b name=S": behind the sign
  whole,     // an argument that is no option
  login,     // an argument that is no option, as "user/S@database"
};

struct Taken {
  // Between spaces; "mysql*" is all that begins so.
  std::string_view programs;
  // A word that must come before; empty: none.
  std::string_view command;
  std::string_view option;
  Form form;
};

constexpr std::array kTaken = {
    Taken{"mysql* mariadb* mongo*", "", "-p", Form::maybe},
    Taken{"sshpass rdesktop", "", "-p", Form::either},
    Taken{"docker podman nerdctl buildah skopeo helm oras az", "login", "-p", Form::either},
    Taken{"7z 7za 7zr 7zz rar unrar", "", "-p", Form::attached},
    Taken{"rar unrar", "", "-hp", Form::attached},
    Taken{"xfreerdp* wlfreerdp* sdl-freerdp*", "", "/p:", Form::attached},
    Taken{"xfreerdp* wlfreerdp* sdl-freerdp*", "", "/pth:", Form::attached},
    Taken{"zip zipcloak unzip", "", "-P", Form::cluster},
    Taken{"sqlcmd bcp mosquitto_*", "", "-P", Form::either},
    Taken{"ldap*", "", "-w", Form::either},
    Taken{"ldappasswd", "", "-s", Form::either},
    Taken{"ldappasswd", "", "-a", Form::either},
    Taken{"openssl", "", "-k", Form::next},
    Taken{"openssl", "", "-K", Form::next},
    Taken{"openssl", "", "-hmac", Form::next},
    Taken{"openssl", "passwd", "", Form::whole},
    Taken{"redis-cli", "", "-a", Form::next},
    Taken{"vault", "login", "", Form::whole},
    Taken{"vault", "unseal", "", Form::whole},
    Taken{"sqlplus sqlldr expdp impdp", "", "", Form::login},
    Taken{"curl wget http https", "", "-u", Form::pair},
    Taken{"curl wget http https", "", "--user", Form::pair},
    Taken{"curl wget http https", "", "--proxy-user", Form::pair},
    Taken{"curl wget http https smbclient smbget rpcclient net", "", "-U", Form::pair},
    Taken{"smbclient smbget rpcclient net", "", "--user", Form::pair},
    Taken{"http https", "", "-a", Form::pair},
    Taken{"curl", "", "-b", Form::pair},
};

// Whether the list, as in Taken::programs, has the program.
bool has_program(std::string_view list, std::string_view program) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    const std::string_view name = list.substr(0, end);
    if (name.ends_with('*') ? program.starts_with(name.substr(0, name.size() - 1)) : program == name)
      return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

std::string_view program_of(std::string_view word) {
  return word.substr(word.find_last_of("/;&|(`") + 1);
}

// "user:S", "user%S" and "name=S" without the S; nothing when it is a name alone.
std::optional<std::string> masked_pair(std::string_view text) {
  const std::size_t sign = text.find_first_of(":%=");
  if (sign == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(0, sign + 1)).append(kSecretMask);
}

// "user/S@database" without the S. "@script", "/" (the account's own login) and "user@//host/name" have none.
std::optional<std::string> masked_login(std::string_view word) {
  const std::size_t slash = word.find('/');
  const std::size_t user = std::min(word.find_first_not_of('"'), word.size());
  if (slash == std::string_view::npos || slash <= user || word.find('@') < slash) return std::nullopt;
  const std::size_t at = std::min(word.rfind('@'), word.size());
  return std::string(word.substr(0, slash + 1)).append(kSecretMask).append(word.substr(at));
}

// Goes through the words of one command line.
class Masker {
 public:
  explicit Masker(int depth) : depth_(depth) {}

  // The word as it may be shown.
  std::string shown(std::string_view word) {
    std::string text = masked(word);
    previous_ = word;
    return text;
  }

 private:
  std::string masked(std::string_view word) {
    if (word.empty()) return {};
    if (const auto waits = std::exchange(waits_, std::nullopt)) {
      if (auto text = value(*waits, word)) return *std::move(text);
    }
    for (std::size_t i = 0; i < kTaken.size(); ++i) {
      if (!programs_[i] || !(commands_[i] || kTaken[i].command.empty())) continue;
      if (auto text = taken(kTaken[i], word)) return *std::move(text);
    }
    if (is_htpasswd_secret(word)) return std::string(kSecretMask);
    note(word);
    const bool option = word.starts_with('-') && word.find_first_of("=: ") == std::string_view::npos;
    // "aws configure set aws_secret_access_key S"
    const bool set = base::ascii_lower(previous_) == "set";
    if ((option || set) && is_secret_name(word)) waits_ = Form::next;
    return plain(word);
  }

  // A value behind its option; nothing when it is something else.
  static std::optional<std::string> value(Form form, std::string_view word) {
    if (word.starts_with("--")) return std::nullopt;
    if (form == Form::pair) return masked_pair(word);
    if (form == Form::maybe) {
      // "-p -u root", "-p < dump.sql", and "docker run --name mysql -p 3306:3306".
      const bool port = word.find_first_not_of("0123456789.:") == std::string_view::npos &&
                        word.find(':') != std::string_view::npos;
      if (port || std::string_view("-<>|;&").find(word.front()) != std::string_view::npos)
        return std::nullopt;
    }
    return std::string(kSecretMask);
  }

  // The word without the secret that it holds, by what the program takes. Notes what the next one will be.
  std::optional<std::string> taken(const Taken& rule, std::string_view word) {
    if (rule.option.empty()) {
      if (word.starts_with('-')) return std::nullopt;
      if (rule.form == Form::login) return masked_login(word);
      return word.find('=') == std::string_view::npos ? std::optional(std::string(kSecretMask))
                                                      : std::nullopt;
    }
    std::size_t end = word.starts_with(rule.option) ? rule.option.size() : 0;
    if (rule.form == Form::cluster && word.starts_with('-') && !word.starts_with("--"))
      end = word.find(rule.option.back()) + 1;
    // "-sku user:S"
    if (rule.form == Form::pair && word.starts_with('-') && !word.starts_with("--") &&
        word.find_first_of(":%=") == std::string_view::npos && word.ends_with(rule.option.substr(1)))
      end = word.size();
    if (end == 0) return std::nullopt;
    if (end == word.size()) {
      if (rule.form != Form::attached) waits_ = rule.form;
      return std::string(word);
    }
    // "--user=bob:S", but not "--user-agent".
    if (rule.form == Form::next || (rule.option.starts_with("--") && word[end] != '=')) return std::nullopt;
    if (rule.form != Form::pair) return std::string(word.substr(0, end)).append(kSecretMask);
    end += word[end] == '=' ? 1 : 0;
    auto pair = masked_pair(word.substr(end));
    return pair ? std::optional(std::string(word.substr(0, end)).append(*pair)) : std::nullopt;
  }

  // "htpasswd -b FILE USER S", "htpasswd -nb USER S"
  bool is_htpasswd_secret(std::string_view word) {
    if (!htpasswd_) return false;
    if (word.starts_with('-')) {
      batch_ = batch_ || word.find('b') != std::string_view::npos;
      no_file_ = no_file_ || word.find('n') != std::string_view::npos;
      return false;
    }
    const bool cost = previous_.starts_with('-') && previous_.ends_with('C');
    if (!cost) ++arguments_;
    return batch_ && !cost && arguments_ == (no_file_ ? 2 : 3);
  }

  // Takes note of a program or of its command. All that were named count, for "mysql -h docker -pS" is
  // mysql's.
  void note(std::string_view word) {
    if (word.starts_with('-')) return;
    const std::string_view name = program_of(word);
    // Behind these, "-p" is a port or the like: "sshpass -p S ssh -p 22 host".
    if (has_program("ssh scp sftp rsync", name) && !previous_.starts_with('-')) {
      programs_.reset();
      return;
    }
    for (std::size_t i = 0; i < kTaken.size(); ++i) {
      if (has_program(kTaken[i].programs, name)) programs_.set(i);
      if (programs_[i] && word == kTaken[i].command) commands_.set(i);
    }
    htpasswd_ = htpasswd_ || name == "htpasswd";
  }

  // By what the word itself says.
  std::string plain(std::string_view word) const {
    std::string text(word);
    mask_secret_words(text);
    return depth_ < kMaxDepth && text.find(' ') != std::string::npos ? masked_line(text) : text;
  }

  // "sh -c 'mysql -psecret db'": a command line in one argument.
  std::string masked_line(std::string_view line) const {
    const bool quoted =
        line.size() > 1 && (line.front() == '\'' || line.front() == '"') && line.back() == line.front();
    const std::string quote(quoted ? line.substr(0, 1) : "");
    if (quoted) line = line.substr(1, line.size() - 2);
    Masker masker(depth_ + 1);
    std::string text = quote;
    for (bool first = true; !line.empty() || first; first = false) {
      const std::size_t end = word_end(line);
      text.append(first ? "" : " ").append(masker.shown(line.substr(0, end)));
      // A space at the very end stays as well.
      if (end + 1 == line.size()) text.push_back(' ');
      line.remove_prefix(std::min(end + 1, line.size()));
    }
    return text + quote;
  }

  // Up to the first space outside quotes; a quote that nothing closes is a sign like others.
  static std::size_t word_end(std::string_view line) {
    std::size_t at = 0;
    for (; at < line.size() && line[at] != ' '; ++at) {
      if (line[at] != '\'' && line[at] != '"') continue;
      const std::size_t close = line.find(line[at], at + 1);
      if (close != std::string_view::npos) at = close;
    }
    return at;
  }

  const int depth_;
  std::string_view previous_;
  // What the next word is.
  std::optional<Form> waits_;
  // The rows of kTaken whose program, and whose command, were named.
  std::bitset<kTaken.size()> programs_;
  std::bitset<kTaken.size()> commands_;
  bool htpasswd_ = false;
  bool batch_ = false;
  bool no_file_ = false;
  int arguments_ = 0;
};

}  // namespace

std::string mask_secrets(const std::vector<std::string_view>& arguments, std::size_t max_bytes) {
  Masker masker(0);
  std::vector<std::string> words;
  words.reserve(arguments.size());
  for (const std::string_view argument : arguments) words.push_back(masker.shown(argument));
  return display_name(base::join(words, " "), max_bytes);
}

}  // namespace maxos::agents
