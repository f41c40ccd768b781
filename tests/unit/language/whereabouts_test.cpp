// Machines that are somebody's, or somewhere else, and what is asked of none.
#include "scene.h"

namespace maxos::language {
namespace {

using Whereabouts = UnderstanderTest;

TEST_F(Whereabouts, AMachineSaidToBeElsewhereIsNotThisOne) {
  for (const char* text : {"reboot the computer at my mums house, its frozen",
                           "reboot the computer in the office downstairs",
                           "restart the pc of my colleague",
                           "shut down the neighbours' computer",
                           "shut down the computer of my neighbour",
                           "shut down the machine in the kitchen",
                           "reboot the computer at work",
                           "turn off the computer at home",
                           "suspend the laptop upstairs",
                           "shut down the laptop of Anna",
                           "power off the host in berlin",
                           "restart the machine in rack 4",
                           "reboot the pc my son uses",
                           "power off the pc that my wife works on",
                           "restart cups at the office",
                           "restart the print service in the workshop",
                           "shut the pc in the shop down",
                           "delete ~/a.txt on my dads laptop",
                           "deploy webshop in the office",
                           "stop apache on the machine next door"})
    EXPECT_EQ(intent(text), "unknown") << text;
  EXPECT_EQ(intent("how is the computer of my son doing"), "unknown");
}

TEST_F(Whereabouts, PlacesInFilesAndTimesAreNone) {
  EXPECT_EQ(intent("turn off this computer, i'm at home"), "system.power");
  EXPECT_EQ(intent("reboot the server in 10 minutes"), "system.power");
  EXPECT_EQ(intent("delete ~/office in the home directory"), "file.delete");
  EXPECT_EQ(intent("move ~/mum.jpg to ~/Pictures"), "file.move");
  EXPECT_EQ(intent("bring up the office vpn"), "network.vpn");
  EXPECT_EQ(intent("whos logged in on the server, one of the kids?"), "system.users");
}

TEST_F(Whereabouts, AFirewallKnowsNoPeers) {
  for (const char* text : {"allow port 22 for the office network", "open port 22 from 10.0.0.0/8",
                           "block port 25 for the guest network", "allow port 8080 for my laptop"})
    EXPECT_EQ(intent(text), "unknown") << text;
  EXPECT_EQ(intent("open port 443 for everyone"), "network.firewall");
}

TEST_F(Whereabouts, WhatOnlyLooksLikeReadingIsNotUnderstood) {
  for (const char* text :
       {"How many beds are free on ward 7?", "how many parking spots are free",
        "is it safe to block port 22 in the firewall when i'm connected over ssh?",
        "is it wise to open port 80",
        "the runbook reads 'remove /var/lib/etcd and start over', which i find insane",
        "the manual says 'delete /etc/hosts first'", "it says \"stop nginx\" on the screen",
        "print ~/Documents/label.pdf for me", "print letter.pdf", "tar tf a.tar.gz",
        "tar czf a.tar.gz docs photos", "nft flush ruleset", "systemctl daemon-reload",
        "cargo build --release", "ls -ltr", "iostat -xz 1"})
    EXPECT_EQ(intent(text), "unknown") << text;
  EXPECT_EQ(intent("how many gigabytes are free on /srv"), "system.disk");
  EXPECT_EQ(intent("what does the manual say about 'reset codes'"), "knowledge.query");
  EXPECT_EQ(intent("print the last 20 lines of /var/log/syslog"), "file.read");
  EXPECT_EQ(intent("show me ~/a.pdf"), "file.read");
}

}  // namespace
}  // namespace maxos::language
