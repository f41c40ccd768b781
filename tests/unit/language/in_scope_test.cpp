// What people say for the capabilities of this version, and what must come of it. Written apart from the
// rules.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

#include "agents/registry.h"
#include "language/understanding.h"

namespace maxos::language {
namespace {

struct Case {
  std::string_view text;
  std::string_view intent;
  // "slot=value" separated by '|', sorted by name.
  std::string_view slots = "";
};

std::string slots_text(const Understanding& understanding) {
  std::string text;
  for (const auto& [name, value] : understanding.slots) {
    text.append(text.empty() ? "" : "|").append(name).append("=").append(value);
  }
  return text;
}

constexpr auto kCases = std::to_array<Case>({
    // uptime
    {"What's my system uptime?", "system.uptime"},
    {"what is the uptime of this server", "system.uptime"},
    {"UPTIME", "system.uptime"},
    {"uptime please", "system.uptime"},
    {"Please tell me the uptime.", "system.uptime"},
    {"how long has this box been running", "system.uptime"},
    {"How long has the server been up?", "system.uptime"},
    {"for how long has the machine been on", "system.uptime"},
    {"how long have you been up", "system.uptime"},
    {"when was the last boot", "system.uptime"},
    {"When was the last reboot?", "system.uptime"},
    {"when did this machine last restart", "system.uptime"},
    {"when was the computer turned on", "system.uptime"},
    {"what time did the system boot?", "system.uptime"},
    {"last reboot", "system.uptime"},
    {"whats the uptime", "system.uptime"},
    {"What\u2019s my system uptime?", "system.uptime"},
    {"show system uptime", "system.uptime"},
    {"since when is the server running", "system.uptime"},
    {"time since last reboot", "system.uptime"},
    {"how long since the last restart?", "system.uptime"},
    {"is the server up", "system.uptime"},
    {"can you tell me how long the system has been running?", "system.uptime"},
    {"I'd like to see the uptime", "system.uptime"},
    {"systme uptime", "system.uptime"},
    {"uptme", "system.uptime"},
    {"uptime -p", "system.uptime"},
    {"boot time", "system.uptime"},
    {"How much uptime does my server have?", "system.uptime"},
    {"show me how long the server has been running", "system.uptime"},
    {"has the server been rebooted recently", "system.uptime"},
    {"how many days has the server been up", "system.uptime"},
    {"uptime in days", "system.uptime"},
    {"since when has this machine been online", "system.uptime"},
    // health
    {"Check system health", "system.health"},
    {"check the health of the system", "system.health"},
    {"system health check", "system.health"},
    {"is the machine ok?", "system.health"},
    {"is my server healthy", "system.health"},
    {"how is the system doing", "system.health"},
    {"How's the server doing today?", "system.health"},
    {"is everything ok?", "system.health"},
    {"is everything okay with the machine", "system.health"},
    {"is the system running smoothly", "system.health"},
    {"are there any problems with this machine?", "system.health"},
    {"any issues?", "system.health"},
    {"is there anything wrong with the system", "system.health"},
    {"what's wrong with the server", "system.health"},
    {"give me a health report", "system.health"},
    {"show me a detailed health report", "system.health", "verbose=true"},
    {"run a full health check", "system.health", "verbose=true"},
    {"system status", "system.health"},
    {"what's the status of the system", "system.health"},
    {"could you check the system's health?", "system.health"},
    {"how healthy is this machine", "system.health"},
    {"health", "system.health"},
    {"status", "system.health"},
    {"is the computer working properly?", "system.health"},
    {"show active alerts on this machine", "system.health"},
    {"overall system health", "system.health"},
    {"everything ok?", "system.health"},
    {"is the system okay today", "system.health"},
    {"check my system", "system.health"},
    {"give me a quick health summary", "system.health"},
    // metrics
    {"what is my cpu usage at the moment", "system.metrics", "kind=cpu"},
    {"are we low on memory", "system.metrics", "kind=memory"},
    {"bandwidth usage", "system.metrics", "kind=network"},
    {"memory usage", "system.metrics", "kind=memory"},
    {"how much memory is free?", "system.metrics", "kind=memory"},
    {"How much RAM do I have?", "system.metrics", "kind=memory"},
    {"how much ram is being used", "system.metrics", "kind=memory"},
    {"show memory", "system.metrics", "kind=memory"},
    {"free -m", "system.metrics", "kind=memory"},
    {"is there enough memory", "system.metrics", "kind=memory"},
    {"available memory", "system.metrics", "kind=memory"},
    {"swap usage", "system.metrics", "kind=memory"},
    {"what's the CPU usage?", "system.metrics", "kind=cpu"},
    {"show cpu load", "system.metrics", "kind=cpu"},
    {"how busy is the processor", "system.metrics", "kind=cpu"},
    {"cpu utilization", "system.metrics", "kind=cpu"},
    {"current cpu-usage", "system.metrics", "kind=cpu"},
    {"load average", "system.metrics", "kind=load"},
    {"what is the load on this machine", "system.metrics", "kind=load"},
    {"how high is the system load", "system.metrics", "kind=load"},
    {"temperature", "system.metrics", "kind=temperature"},
    {"what's the cpu temperature", "system.metrics", "kind=temperature"},
    {"how hot is the processor?", "system.metrics", "kind=temperature"},
    {"is the machine overheating", "system.metrics", "kind=temperature"},
    {"memory pressure", "system.metrics", "kind=pressure"},
    {"show io pressure", "system.metrics", "kind=pressure"},
    {"network traffic", "system.metrics", "kind=network"},
    {"how much network traffic is there", "system.metrics", "kind=network"},
    {"show disk activity", "system.metrics", "kind=disk"},
    {"disk i/o", "system.metrics", "kind=disk"},
    {"show system metrics", "system.metrics", "kind=all"},
    {"resource usage", "system.metrics", "kind=all"},
    {"cpu and memory usage", "system.metrics", "kind=all"},
    {"memroy usage", "system.metrics", "kind=memory"},
    {"performance stats", "system.metrics", "kind=all"},
    {"is the system under load", "system.metrics", "kind=load"},
    {"cpu temp", "system.metrics", "kind=temperature"},
    // info
    {"what os is this", "system.info"},
    {"What operating system is running?", "system.info"},
    {"kernel version", "system.info"},
    {"which kernel are we running", "system.info"},
    {"what's the hostname", "system.info"},
    {"what is the name of this machine?", "system.info"},
    {"what is this computer called", "system.info"},
    {"tell me about this machine", "system.info"},
    {"system information", "system.info"},
    {"show system info", "system.info"},
    {"what version of debian is installed", "system.info"},
    {"what cpu does this server have", "system.info"},
    {"how many cores are there", "system.info"},
    {"is this a virtual machine?", "system.info"},
    {"is it running in a container", "system.info"},
    {"what hardware is this", "system.info"},
    {"what architecture is this machine", "system.info"},
    {"uname -a", "system.info"},
    {"describe the system", "system.info"},
    {"which linux distribution is this", "system.info"},
    // disk
    {"show disk usage", "system.disk"},
    {"how much disk space is left?", "system.disk"},
    {"how full is the disk", "system.disk"},
    {"df -h", "system.disk"},
    {"df -h /srv", "system.disk", "path=/srv"},
    {"free disk space", "system.disk"},
    {"how much space is left on /srv", "system.disk", "path=/srv"},
    {"is the disk full?", "system.disk"},
    {"are we running out of disk space", "system.disk"},
    {"list mounted file systems", "system.disk"},
    {"what filesystems are mounted", "system.disk"},
    {"how much storage do I have left", "system.disk"},
    {"disk space on /", "system.disk", "path=/"},
    {"check the disk usage of /srv/data", "system.disk", "path=/srv/data"},
    {"inode usage", "system.disk"},
    {"how much free space does the drive have", "system.disk"},
    {"is /srv full", "system.disk", "path=/srv"},
    {"how full is the root filesystem", "system.disk", "path=/"},
    {"what's the disk usage like", "system.disk"},
    // processes
    {"list processes", "system.processes"},
    {"show me the running processes", "system.processes"},
    {"top processes by memory", "system.processes", "sort=memory"},
    {"what is using the cpu", "system.processes", "sort=cpu"},
    {"what's eating all my memory?", "system.processes", "sort=memory"},
    {"which process is using the most ram", "system.processes", "sort=memory"},
    {"top 5 processes", "system.processes", "limit=5"},
    {"show the ten biggest processes by memory", "system.processes", "limit=10|sort=memory"},
    {"ps aux", "system.processes"},
    {"top", "system.processes"},
    {"what is running on this machine", "system.processes"},
    {"how many processes are running", "system.processes"},
    {"list the proceses", "system.processes"},
    {"processes named nginx", "system.processes", "name=nginx"},
    {"show python processes", "system.processes", "name=python"},
    {"which programs are running", "system.processes"},
    {"who is hogging the cpu", "system.processes", "sort=cpu"},
    {"show processes sorted by cpu usage", "system.processes", "sort=cpu"},
    {"top memory consumers", "system.processes", "sort=memory"},
    // file.list
    {"List files in my home directory", "file.list", "path=~"},
    {"list my files", "file.list"},
    {"ls", "file.list"},
    {"ls /srv", "file.list", "path=/srv"},
    {"ls -la ~/projects", "file.list", "hidden=true|path=~/projects"},
    {"show me what's in /srv/data", "file.list", "path=/srv/data"},
    {"What's in my home folder?", "file.list", "path=~"},
    {"what is inside /srv/data?", "file.list", "path=/srv/data"},
    {"list all the python files in /srv/code sorted by size", "file.list",
     "path=/srv/code|pattern=*.py|sort=size"},
    {"show hidden files in /srv/data", "file.list", "hidden=true|path=/srv/data"},
    {"the 5 largest files in /srv", "file.list", "limit=5|path=/srv|sort=size"},
    {"show the three newest files in /srv/in", "file.list", "limit=3|path=/srv/in|sort=time"},
    {"show the contents of /srv/data", "file.list", "path=/srv/data"},
    {"which files are in /srv/data", "file.list", "path=/srv/data"},
    {"list *.log in /srv/log", "file.list", "path=/srv/log|pattern=*.log"},
    {"list /srv/log/*.log", "file.list", "path=/srv/log|pattern=*.log"},
    {"display files in \"/srv/My Documents\"", "file.list", "path=/srv/My Documents"},
    {"list files in '/srv/a b'", "file.list", "path=/srv/a b"},
    {"list files in /srv/My\\ Documents", "file.list", "path=/srv/My Documents"},
    {"could you list the files in /srv/data, please?", "file.list", "path=/srv/data"},
    {"list files in ~", "file.list", "path=~"},
    {"list files in src/lib", "file.list", "path=src/lib"},
    {"list the files in the current directory", "file.list", "path=."},
    {"how many files are in /srv/data", "file.list", "path=/srv/data"},
    {"list the folders in /srv", "file.list", "path=/srv|sort=type"},
    {"show files in /srv sorted by date", "file.list", "path=/srv|sort=time"},
    {"first 20 files in /srv/data", "file.list", "limit=20|path=/srv/data"},
    {"list /srv", "file.list", "path=/srv"},
    {"directory listing of /srv/data", "file.list", "path=/srv/data"},
    {"list files in the data directory", "file.list", "path=data"},
    {"list .py files in /srv/code", "file.list", "path=/srv/code|pattern=*.py"},
    {"list files in Downloads", "file.list", "path=Downloads"},
    {"what is the largest file in /srv/data", "file.list", "limit=1|path=/srv/data|sort=size"},
    {"list files in /srv/../etc", "file.list", "path=/srv/../etc"},
    {"list files in /etc.", "file.list", "path=/etc"},
    {"LIST FILES IN /SRV/Data", "file.list", "path=/SRV/Data"},
    {"list jpg files in /srv/photos", "file.list", "path=/srv/photos|pattern=*.jpg"},
    {"list files ending in .log in /srv/log", "file.list", "path=/srv/log|pattern=*.log"},
    {"are there any files in /srv/data", "file.list", "path=/srv/data"},
    {"give me the 10 most recent files in /srv/data", "file.list", "limit=10|path=/srv/data|sort=time"},
    {"list files in the folder reports", "file.list", "path=reports"},
    {"list all files in my home directory and sort them by size", "file.list", "path=~|sort=size"},
    {"ls *.txt", "file.list", "pattern=*.txt"},
    {"list only the python files in /srv/code", "file.list", "path=/srv/code|pattern=*.py"},
    {"which files does /srv/data contain", "file.list", "path=/srv/data"},
    // file.info
    {"show details of /srv/a.txt", "file.info", "path=/srv/a.txt"},
    {"how big is /srv/x", "file.info", "path=/srv/x"},
    {"How big is the file /srv/a.txt?", "file.info", "path=/srv/a.txt"},
    {"who owns /srv/a.txt", "file.info", "path=/srv/a.txt"},
    {"when was /srv/a.txt last modified?", "file.info", "path=/srv/a.txt"},
    {"what are the permissions of ~/notes.txt", "file.info", "path=~/notes.txt"},
    {"stat /srv/x", "file.info", "path=/srv/x"},
    {"size of /srv/a.txt", "file.info", "path=/srv/a.txt"},
    {"show the size of the file /srv/a.txt", "file.info", "path=/srv/a.txt"},
    {"file info for /srv/a.txt", "file.info", "path=/srv/a.txt"},
    {"does /srv/a.txt exist", "file.info", "path=/srv/a.txt"},
    {"is /srv/data a directory?", "file.info", "path=/srv/data"},
    {"tell me about /srv/a.txt", "file.info", "path=/srv/a.txt"},
    {"what type of file is /srv/a", "file.info", "path=/srv/a"},
    {"how big is notes.txt", "file.info", "path=notes.txt"},
    {"info about \"my report.pdf\"", "file.info", "path=my report.pdf"},
    {"show file details", "file.info"},
    {"how many bytes is /srv/a.txt", "file.info", "path=/srv/a.txt"},
    {"is there a file called /srv/a.txt", "file.info", "path=/srv/a.txt"},
    // help
    {"what can you do", "agent.help"},
    {"What can you do?", "agent.help"},
    {"help", "agent.help"},
    {"help me please", "agent.help"},
    {"help with files", "agent.help", "agent=filesystem"},
    {"what can I ask", "agent.help"},
    {"what can the network agent do", "agent.help", "agent=network"},
    {"show available commands", "agent.help"},
    {"what are your capabilities?", "agent.help"},
    {"can you help me?", "agent.help"},
    {"list agents", "agent.help"},
    {"I need help with the system", "agent.help", "agent=system"},
    {"what are you able to do", "agent.help"},
    {"show me what you can do", "agent.help"},
    {"how do I use this", "agent.help"},
});

TEST(InScope, EveryUtteranceIsUnderstoodWithItsSlots) {
  const agents::Registry registry = agents::builtin_registry();
  const auto understander = make_phrase_understander(registry);
  static_assert(kCases.size() >= 150);
  std::size_t right = 0;
  for (const Case& test : kCases) {
    const Understanding understanding = understander->understand(test.text, "");
    EXPECT_EQ(understanding.intent, test.intent) << test.text;
    EXPECT_EQ(slots_text(understanding), test.slots) << test.text;
    if (understanding.intent == test.intent) {
      EXPECT_GE(understanding.confidence, 0.7) << test.text;
      ++right;
    }
  }
  std::printf("in scope: %zu of %zu\n", right, kCases.size());
}

TEST(InScope, EveryDeclaredPhraseIsUnderstoodAsItsOwnIntent) {
  const agents::Registry registry = agents::builtin_registry();
  const auto understander = make_phrase_understander(registry);
  for (const agents::CapabilityDecl* capability : registry.capabilities()) {
    for (const std::string_view phrase : capability->phrases) {
      EXPECT_EQ(understander->understand(phrase, "").intent, capability->intent) << phrase;
      EXPECT_EQ(understander->understand(phrase, capability->agent).intent, capability->intent)
          << phrase << " with its domain";
    }
  }
}

}  // namespace
}  // namespace maxos::language
