#include "ctl/conversation.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>
#include <string>
#include <utility>

#include "base/text.h"
#include "ctl/json.h"
#include "ctl/show.h"
#include "ctl/terminal.h"

namespace maxos::ctl {
namespace {

// How ask and stream end alike: an answer's status, message and payload.
struct Answer {
  std::string status;
  std::string message;
  std::map<std::string, std::string> payload;

  std::string value(const std::string& key) const {
    const auto found = payload.find(key);
    return found == payload.end() ? std::string() : found->second;
  }
};

Answer answer_of(const AgentResponse& response) {
  return {.status = response.status(),
          .message = response.message(),
          .payload = {response.payload().begin(), response.payload().end()}};
}

Answer answer_of(const OperationUpdate& last) {
  Answer answer{
      .status = {}, .message = last.message(), .payload = {last.payload().begin(), last.payload().end()}};
  // A daemon without the payload field says no more than completed or error.
  answer.status = answer.value("status");
  if (answer.status.empty()) answer.status = last.status() == "completed" ? "success" : "error";
  return answer;
}

TextRequest request_of(const Options& options) {
  TextRequest request;
  request.set_text(options.text);
  for (const auto& [key, value] : options.context) (*request.mutable_context())[key] = value;
  return request;
}

class Conversation {
 public:
  Conversation(const Options& options, const Interrupt& interrupt, Client& client, Terminal& terminal)
      : options_(options), interrupt_(interrupt), client_(client), terminal_(terminal) {}

  ExitCode ask() {
    return converse([this](const TextRequest& request) -> Result<Answer> {
      auto result = client_.ask(request);
      if (auto* trouble = std::get_if<Trouble>(&result)) return std::move(*trouble);
      const auto& response = std::get<AgentResponse>(result);
      Answer answer = answer_of(response);
      // With --yes the one line of JSON is the answer after the confirmation.
      if (options_.json && !will_confirm(answer)) terminal_.out << to_json(response) << std::endl;
      return answer;
    });
  }

  ExitCode stream() {
    return converse([this](TextRequest request) -> Result<Answer> {
      for (bool again = false;; again = true) {
        auto result = stream_once(request, again);
        const Answer* answer = std::get_if<Answer>(&result);
        if (answer == nullptr || !goes_on(*answer)) return result;
        auto& context = *request.mutable_context();
        context.erase("request_id");
        context["follow"] = "true";
        if (const std::string cursor = answer->value("cursor"); !cursor.empty()) context["cursor"] = cursor;
      }
    });
  }

 private:
  bool has_bar() const { return terminal_.out_is_tty && !options_.json; }

  bool confirmable(const Answer& answer) const {
    return answer.status == "confirmation_required" && !answer.value("confirmation_token").empty() &&
           !options_.context.contains("dry_run");
  }
  bool will_confirm(const Answer& answer) const { return confirmable(answer) && options_.yes; }

  // `again`: of what is followed on, so that its items alone are shown.
  Result<Answer> stream_once(const TextRequest& request, bool again) {
    bool drawn = false;
    auto result = client_.stream(request, [&](const OperationUpdate& update) {
      if (again && !options_.json && !is_item(update)) return;
      show_update(update);
      drawn = true;
    });
    if (drawn && has_bar()) terminal_.out << "\r\033[K" << std::flush;
    if (auto* trouble = std::get_if<Trouble>(&result)) return std::move(*trouble);
    return answer_of(std::get<OperationUpdate>(result));
  }

  // Whether what is followed goes on: the daemon ends it after a time, and nobody said how long it may take.
  bool goes_on(const Answer& answer) const {
    const std::string seconds = answer.value("followed_seconds");
    return !options_.timeout_given && answer.status == "success" && !seconds.empty() && seconds != "0";
  }

  // A piece of the answer ahead of it, and not a word about progress.
  static bool is_item(const OperationUpdate& update) {
    return update.progress() != 100 && update.payload_size() > 0;
  }

  // Asks with `call`; a confirmation that is due and given makes it two calls.
  template <typename F>
  ExitCode converse(F&& call) {
    TextRequest request = request_of(options_);
    auto result = call(request);
    if (const auto* trouble = std::get_if<Trouble>(&result)) return fail(terminal_, options_, *trouble);
    Answer answer = std::get<Answer>(std::move(result));
    if (confirmable(answer)) {
      if (!options_.json) show_preview(answer);
      if (!options_.yes && !agreed()) {
        if (!options_.json) {
          complain(terminal_.err, "nothing was done: this asks for confirmation",
                   "confirm with --yes, or within " + answer.value("expires_in_seconds") +
                       " seconds with --context confirmation_token=" + answer.value("confirmation_token"));
        }
        return ExitCode::confirmation_required;
      }
      (*request.mutable_context())["confirmation_token"] = answer.value("confirmation_token");
      // The same id would fetch the first answer again.
      request.mutable_context()->erase("request_id");
      result = call(request);
      if (const auto* trouble = std::get_if<Trouble>(&result)) return fail(terminal_, options_, *trouble);
      answer = std::get<Answer>(std::move(result));
    }
    if (!options_.json) show_answer(answer);
    return exit_code_of(answer.status);
  }

  void show_preview(const Answer& answer) {
    const std::string preview = answer.value("preview");
    terminal_.err << printable(preview.empty() ? answer.message : preview, Lines::keep) << std::endl;
  }

  // Asks the person. No without one, at end of input, and for everything but y and yes.
  bool agreed() {
    if (terminal_.answers < 0 || options_.json) return false;
    terminal_.err << "Go on? [y/N] " << std::flush;
    std::string typed;
    for (char c = 0; typed.size() < 16;) {
      std::array<pollfd, 2> waits{{{.fd = terminal_.answers, .events = POLLIN, .revents = 0},
                                   {.fd = interrupt_.fd(), .events = POLLIN, .revents = 0}}};
      if (poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) return false;
      if (waits[1].revents != 0) return false;
      if (waits[0].revents == 0) continue;
      if (read(terminal_.answers, &c, 1) != 1 || c == '\n') break;
      typed.push_back(c);
    }
    const std::string answer = base::ascii_lower(base::trim(typed));
    return answer == "y" || answer == "yes";
  }

  void show_answer(const Answer& answer) {
    // The point of a dry run is the preview, which the message may have in it already.
    const std::string preview = answer.value("preview");
    if (options_.context.contains("dry_run") && answer.message.find(preview) == std::string::npos) {
      terminal_.out << printable(preview, Lines::keep) << std::endl;
    }
    if (answer.status == "success") {
      terminal_.out << answer_text(answer.message, answer.payload, terminal_.table_width()) << std::flush;
    } else {
      complain(terminal_.err, answer.status + ": " + answer.message, "");
    }
  }

  void show_update(const OperationUpdate& update) {
    if (options_.json) {
      terminal_.out << to_json(update) << std::endl;
    } else if (is_item(update)) {
      terminal_.out << (has_bar() ? "\r\033[K" : "") << printable(update.message(), Lines::escape)
                    << std::endl;
    } else if (has_bar()) {
      terminal_.out << "\r\033[K"
                    << progress_line(update.progress(), printable(update.message(), Lines::escape),
                                     terminal_.width)
                    << std::flush;
    } else if (update.progress() != 100) {
      terminal_.out << progress_text(update.progress(), printable(update.message(), Lines::escape))
                    << std::endl;
    }
  }

  const Options& options_;
  const Interrupt& interrupt_;
  Client& client_;
  Terminal& terminal_;
};

}  // namespace

ExitCode converse(const Options& options, const Interrupt& interrupt, Client& client, Terminal& terminal) {
  Conversation conversation(options, interrupt, client, terminal);
  return options.command == Command::stream ? conversation.stream() : conversation.ask();
}

}  // namespace maxos::ctl
