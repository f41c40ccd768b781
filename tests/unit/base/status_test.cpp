#include "base/status.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace maxos::base {
namespace {

TEST(Status, ErrnoBecomesItsCodeWithTheTextOfTheSystem) {
  const absl::Status status = from_errno(ENOENT, "opening /srv/x");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(message_of(status).find("opening /srv/x"), std::string_view::npos);
  EXPECT_EQ(from_errno(EACCES, "x").code(), absl::StatusCode::kPermissionDenied);
}

TEST(Status, AnnotatingKeepsTheCodeAndLeavesOkAlone) {
  EXPECT_EQ(annotate(denied("no"), "listing /a"), denied("listing /a: no"));
  EXPECT_TRUE(annotate(absl::OkStatus(), "x").ok());
}

}  // namespace
}  // namespace maxos::base
