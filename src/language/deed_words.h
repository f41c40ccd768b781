// The words that orders are given with.
#pragma once

#include <array>
#include <string_view>

namespace maxos::language {

// Lists of stems, a space between two: a word is one of them with at most four letters more, so that "delet"
// is "delete", "deleting" and "deleted".
struct Deed {
  std::string_view intent;
  // What is done.
  std::string_view verbs;
  // What it is done to, said by its kind; not needed where `slot` names it.
  std::string_view objects;
  std::string_view slot;
};

constexpr std::string_view kFiles =
    "file folder director dir document doc photo picture pic image video movie song music scan log backup "
    "download "
    "archive zip tarball desktop note report pdf spreadsheet script config something it them these those";
constexpr std::string_view kMachine =
    "machine computer server box system host pc laptop device appliance raspberry pi node vm workstation "
    "controller "
    "board gateway";

// What an order that names nothing may hold beside its verb.
constexpr std::string_view kGlue =
    "please pls plz plss now right away immediately can you could would will u ya i i'd we want need to like "
    "go ahead "
    "and just the a an at in on it this that me for my hey hi hello ok okay um uh so yes yeah scheduled "
    "planned "
    "pending again quickly kindly today be do done must should has have needs let let's get once more asap "
    "down up "
    "off sleep one time of all if possible maxos then here i'm us with your is project code program source "
    "release "
    "binary package kernel module app application tool version new latest also too needs wants be called "
    "named as into from over away start make run";

constexpr std::array kDeeds = std::to_array<Deed>({
    {"file.mkdir",
     "creat do mak mk mkdir add set new need want open prepar generat give put start like have should shall "
     "must",
     "folder director dir subfolder subdirector path mkdir", ""},
    {"file.copy",
     "cop cp duplicat clon back backup replicat transfer sav rsync mirror put bring twin send place store "
     "drop take",
     kFiles, "source"},
    {"file.move",
     "mov mv renam put shift relocat bring transfer call nam chang shov tak drag belong send stick drop push "
     "place "
     "stor giv muv transport pop chuck shove toss tuck bung sling",
     kFiles, "source"},
    {"file.delete",
     "delet remov eras rm trash bin discard drop throw toss chuck get rid dispos purg wip unlink dump scrap "
     "shred "
     "elimin gone dlet deelt mov put junk ditch rmdir del unneeded lose clear kill zap away nuk can",
     kFiles, "path"},
    {"file.archive",
     "archiv pack zip compress tar bundl gzip tarball zstd squeez wrap put pakc mak creat turn", kFiles,
     "source"},
    {"file.extract",
     "extract unpack unzip untar decompress uncompress open unarchiv explod inflat expand tak gunzip tar "
     "unbundl "
     "unrar get pull",
     kFiles, "source"},
    {"file.organize",
     "organi sort tid arrang group order clean structur fil put categor separat split bring declutter sweep "
     "auto-sort autosort",
     kFiles, "path"},
    {"file.undo",
     "undo undid undon revert revers roll rollback tak tak bring put restor rewind back unmak annul get", "",
     ""},
    {"file.empty_trash",
     "empt clear clean purg delet expung flush dump wip remov throw eras discard get tak drain free kill "
     "destroy chuck toss drop",
     "trash bin wastebasket wastebin recycl rubbish garbage waste dustbin", ""},
    {"system.service_control",
     "restart start stop reload enabl disabl bounc kick kill halt shut bring turn tak launch fir spin run "
     "resum "
     "switch boot cycl end quit terminat refresh reboot re-read reread activat deactivat put mak let hav giv "
     "get up "
     "down restrat resart stopp begin pull power need",
     "service unit daemon", "unit"},
    {"system.power",
     "reboot bounc rebot restart restrat shut power halt turn switch suspend sleep hibernat cancel abort "
     "poweroff "
     "shutdown "
     "cycl stop call put boot bring reset",
     kMachine, ""},
    {"network.wifi",
     "connect join disconnect leav log hook us switch turn drop hang get conect associat enter off on",
     "wifi wi-fi wlan wireless network hotspot ssid", ""},
    {"network.vpn",
     "bring tak connect disconnect start stop turn switch clos open activat deactivat enabl disabl up down "
     "dial "
     "establish tear hang drop wg-quick get shut kill cut conect put off on",
     "vpn tunnel wireguard wg", ""},
    {"network.firewall",
     "allow block open clos permit deny reject unblock let drop forbid ban ufw pass through opend", "port",
     "port"},
    {"dev.commit", "commit comit check sav record", "", ""},
    {"dev.scaffold",
     "creat mak scaffold generat start set new bootstrap init initial spin begin want need give skeleton "
     "templat "
     "build prepar like",
     "project app application skeleton template service site website page module program repo librar "
     "codebase api "
     "cli tool game bot package boilerplate starter stub",
     ""},
    {"dev.test", "test run check execut pytest ctest put verif do start see", "test pytest ctest suite spec",
     ""},
    {"dev.build", "build compil mak rebuild assembl cmake cargo built recompil bild", "", ""},
    {"dev.deploy", "deploy ship releas roll rollout push publish launch bring put promot deplyo live go", "",
     ""},
    {"agent.learn",
     "learn teach mean when remember stand add associat treat map call say said lern link bind define "
     "understand is be from",
     "phrase sentence expression something command word new", "phrase"},
    {"agent.forget", "forget unlearn remov delet drop tak discard forgot eras undo",
     "phrase sentence learned taught expression word command", "phrase"},
});

// Parts of a machine that units are called by, and programs whose names are words of the language.
constexpr std::string_view kUnits =
    "server service daemon unit timer socket database db web mail proxy cache broker queue printer print "
    "printing "
    "scheduler cron bluetooth network networking firewall dns dhcp ssh ftp vpn sync backup monitoring "
    "metrics logging "
    "container docker apache cups samba squid postfix vault consul caddy varnish unbound puppet salt nomad "
    "exim "
    "tomcat jetty solr bind named networking beat snap gateway bridge agent worker indexer";
constexpr std::string_view kApps =
    "app application site website shop webshop store portal service server api frontend backend dashboard "
    "wiki blog "
    "bot worker project stack system page crm erp intranet billing inventory shopping menu tracker booking "
    "version "
    "release gateway forum game stock";

// Where an app is deployed to.
constexpr std::string_view kStages =
    "production prod staging stage live test testing dev development qa server servers cluster cloud web "
    "internet "
    "public everyone customers recipe deployment users world";

constexpr std::string_view kStagesAndOut =
    "out production prod staging stage live test testing dev development qa server servers cluster cloud web "
    "internet public everyone customers";

// Apps that are called by what they hold many of.
constexpr std::string_view kManyApps =
    "payments accounts orders notifications invoices reports users products assets jobs events news maps "
    "docs "
    "comments tickets messages settings contacts customers downloads uploads images photos videos files "
    "subscriptions alerts logs tasks workers services";

}  // namespace maxos::language
