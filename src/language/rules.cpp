#include "language/rules.h"

#include <array>

namespace maxos::language {

const std::string_view kFiller =
    "please kindly pls plz the a an my our your this that these those me us now currently current right just "
    "also hey hi hello thanks thank maxos quickly quick simply";

const std::string_view kOtherWords =
    "delete remove erase destroy kill terminate stop start restart reboot reload reset enable disable mount "
    "umount unmount format move copy rename create make write edit change install uninstall upgrade update "
    "shutdown poweroff suspend hibernate archive extract compress unpack organize commit deploy build clone "
    "learn forget house mouse wealth serve place price weather whether where their there here news music "
    "play read send open close find search lookup count compare convert translate remind schedule connect "
    "disconnect block allow trash empty undo yesterday tomorrow smallest oldest recursively services service "
    "users user packages package updates connections interfaces routes firewall ports branches commits "
    "projects project latest sister stage store stare state states";

std::span<const std::string_view> openings() {
  static constexpr std::array<std::string_view, 27> kOpenings = {"would it be possible to",
                                                                 "would you be so kind to",
                                                                 "do you mind to",
                                                                 "i would like you to",
                                                                 "i would like to",
                                                                 "i want you to",
                                                                 "i need you to",
                                                                 "can you tell me",
                                                                 "could you tell me",
                                                                 "i want to",
                                                                 "i need to",
                                                                 "i would like",
                                                                 "would you",
                                                                 "could you",
                                                                 "can you",
                                                                 "will you",
                                                                 "could i",
                                                                 "can i",
                                                                 "may i",
                                                                 "can we",
                                                                 "let me",
                                                                 "let us",
                                                                 "do you know",
                                                                 "tell me",
                                                                 "go ahead and",
                                                                 "i wonder",
                                                                 "so"};
  return kOpenings;
}

std::span<const Group> groups() {
  static constexpr std::array<Group, 16> kGroups = {{
      {"@show", "show list display print give get tell see view check report describe fetch output"},
      {"@ask", "what which is are"},
      {"@prep", "of on for in at from about to by with inside within into"},
      {"@machine",
       "machine system server box computer host pc laptop device board appliance node workstation raspberry "
       "pi vm"},
      {"@use",
       "usage utilization utilisation use used using load busy percent percentage consumption level status "
       "stats statistics metrics figures numbers value values overview summary report"},
      {"@cpu", "cpu cpus processor processors core cores"},
      {"@memory", "memory ram mem swap"},
      {"@disk",
       "disk disks drive drives storage filesystem filesystems hdd ssd partition partitions volume volumes"},
      {"@file", "file files"},
      {"@folder",
       "folder folders directory directories dir dirs subdirectory subdirectories subfolder subfolders"},
      {"@superlative", "largest biggest newest latest recent"},
      {"@order",
       "sort sorted order ordered by size name date time age modification modified type kind alphabetically "
       "alphabetical descending first top limit limited"},
      {"@type",
       "python text pdf pdfs log markdown json yaml csv shell html javascript image images picture pictures "
       "photo photos video videos zip xml config java rust go c"},
      {"@agent",
       "filesystem file files folders system machine network networking developer development git knowledge "
       "documents evolver disk"},
      {"@ending",
       "txt md py js ts css sh conf cfg ini toml jpg jpeg png gif svg mp3 mp4 mkv wav iso gz tar tgz bz2 xz "
       "deb rpm sql db doc docx xls xlsx odt ods ppt pptx h cpp hpp rs lua tex bak tmp"},
      {"@program",
       "nginx apache apache2 python python3 node java redis redis-server postgres postgresql mysql mysqld "
       "mariadb sshd ssh docker dockerd containerd systemd cron chrome chromium firefox php ruby perl bash "
       "grpc"},
  }};
  return kGroups;
}

std::span<const Rule> rules() {
  static constexpr std::array<Rule, 89> kRules = {{
      // -- system.uptime
      {"system.uptime", "uptime",
       "@show @ask @machine @prep how long has been since time figure check current it much does do have i "
       "we you days hours minutes many"},
      {"system.uptime", "how;long many;up running on online alive awake going powered turned switched active",
       "@show has have is been being be was did @machine it you and already for of in so far since last boot "
       "many days hours"},
      {"system.uptime", "how;long;boot booted reboot rebooted restart restarted started startup bootup",
       "has have is it been was did since ago @machine last of time passed most recent"},
      {"system.uptime",
       "when time;boot booted reboot rebooted restart restarted started start startup bootup turned powered "
       "switched came come",
       "what was is did does has been @machine it you last latest most recent recently of on up at for since "
       "@show",
       "boot reboot restart start"},
      {"system.uptime", "time;boot bootup startup", "@show @ask @machine @prep last latest most recent was"},
      {"system.uptime", "last latest recent;boot reboot restart startup bootup",
       "@show @ask @machine @prep time date most was when", "boot reboot restart start"},
      {"system.uptime", "when;since;up running online on started", "is has been @machine it how"},
      {"system.uptime", "has have was is;been last;rebooted restarted booted",
       "@machine it recently lately ever last when time"},
      {"system.uptime", "is;@machine;up online running alive", "still and it on", "up online running alive"},

      // -- system.health
      {"system.health", "health healthcheck", "@show @machine", "", ""},
      {"system.health",
       "health healthy healthcheck;@machine @show run perform do how status report state everything summary "
       "overview condition",
       "@show @ask @machine @prep how run perform do overall general full complete detailed details detail "
       "verbose deep status report state condition it are you everything feeling doing summary overview"},
      {"system.health", "ok okay fine alright good well;@machine everything all things;is are does do how",
       "with it and working running doing going work run smoothly properly correctly normally fine feeling "
       "still @prep health today systems"},
      {"system.health",
       "smoothly properly correctly normally well;@machine everything all things;working running doing work "
       "run going",
       "is are does do with it and still how @prep"},
      {"system.health",
       "how;@machine things everything;doing going feeling performing holding behaving running looking",
       "is are up on with today of in"},
      {"system.health", "how;@machine", "is today"},
      {"system.health", "everything;working running", "is @machine on with fine ok okay", "working running"},
      {"system.health",
       "problem problems issue issues wrong trouble troubles warnings warning alerts alert;any anything "
       "something what is are @machine",
       "there is are any anything something with does do have has @prep @machine what i we should know about "
       "@show which active health everything"},
      {"system.health", "everything;ok okay fine alright", ""},
      {"system.health", "check diagnose inspect;@machine", "@prep everything all status"},
      {"system.health", "status state condition", "@show"},
      {"system.health", "status state condition;@machine",
       "@show @ask @prep report overall health what how is full detailed verbose summary it"},
      {"system.health", "status;report", "@show @machine full detailed overall verbose"},

      // -- system.metrics
      {"system.metrics", "@cpu", "@show"},
      {"system.metrics", "@cpu;@use utilized overloaded",
       "@show @ask @machine @prep how much it has being average total overall what high much moment"},
      {"system.metrics", "how;much busy loaded high;@cpu",
       "@machine @prep is are it being used using use does do i we usage load in total the"},
      {"system.metrics", "@memory", "@show"},
      {"system.metrics", "@memory;@use free available left remaining total amount full size",
       "@show @ask @machine @prep how much it has being there average overall what enough does do i we have "
       "still much"},
      {"system.metrics", "how;much;@memory",
       "@machine @prep is are it being used using use does do i we have has there free left available "
       "remaining total installed got still"},
      {"system.metrics", "low full;@memory", "is are we i am running on out of getting @machine there"},
      {"system.metrics", "enough;@memory",
       "is there do i we have @machine on does has free available left it"},
      {"system.metrics", "@cpu;@memory",
       "@show @ask @machine @prep @use how much and free available it being"},
      {"system.metrics", "load", "averages average"},
      {"system.metrics", "load;average averages @machine @show what how",
       "@show @ask @machine @prep high how is it of figures like under heavy much there", "load"},
      {"system.metrics", "how;loaded busy;@machine", "is it on"},
      {"system.metrics", "pressure psi stall;memory cpu io @machine psi stall information @show",
       "@show @ask @machine @prep pressure information figures io i/o ram disk stats statistics metrics how "
       "high much there any is"},
      {"system.metrics", "temperature temperatures temp temps thermal",
       "@show @ask @machine @prep @cpu how high sensor sensors status readings reading zone zones "
       "information metrics"},
      {"system.metrics", "sensors", "@show readings @machine temperature temperatures"},
      {"system.metrics", "hot warm cool overheating;@machine @cpu",
       "how is are it @prep does get getting running too"},
      {"system.metrics",
       "network net;traffic usage metrics stats statistics counters throughput bandwidth utilization load",
       "@show @ask @machine @prep how much is there received sent bytes figures what high it"},
      {"system.metrics", "traffic bandwidth;how @show network @machine usage use",
       "@show @ask @machine @prep much network is there used usage sent received"},
      {"system.metrics", "disk disks;io i/o activity throughput reads writes metrics stats statistics",
       "@show @ask @machine @prep how much and figures is"},
      {"system.metrics", "metrics stats statistics performance vitals telemetry utilization",
       "@show @ask @machine @prep all basic main key how is overview summary report figures resource "
       "resources data information and performing"},
      {"system.metrics", "resource resources;usage use used utilization consumption load metrics stats",
       "@show @ask @machine @prep all how many much are being overview summary report"},

      // -- system.info
      {"system.info", "os operating distribution distro",
       "@show @ask @machine @prep system version versions release name running installed it kind type does "
       "do have use run using i we you am information info details codename debian linux ubuntu"},
      {"system.info",
       "debian linux ubuntu;this it @machine version versions release running installed am codename kernel",
       "@show @ask @machine @prep system version versions release name running installed it kind type does "
       "do have use run using i we am details codename kernel"},
      {"system.info", "kernel",
       "@show @ask @machine @prep version versions release running linux it name installed does do have use "
       "run using i we you details info information"},
      {"system.info", "hostname", "@show @ask @machine @prep it"},
      {"system.info", "name called named;@machine", "what is are it of show tell"},
      {"system.info", "architecture", "@show @ask @machine @prep @cpu it hardware os kernel does have has"},
      {"system.info", "hardware model vendor manufacturer specs specification specifications",
       "@show @ask @machine @prep @cpu info information details it does do have has run running i we summary "
       "overview and who what @memory"},
      {"system.info", "what which;kind type sort;@machine", "is it are @prep am i we running on"},
      {"system.info", "what which;@cpu",
       "is are @machine @prep it does do have has in use kind type of model i we installed using there"},
      {"system.info", "how;many;cpu cpus processor processors core cores",
       "does do has have @machine @prep it are there i we got available installed"},
      {"system.info", "what which;machine server computer box device host board",
       "is it i am on we are kind of"},
      {"system.info", "@cpu;model type info information details kind architecture name",
       "@show @ask @machine @prep it"},
      {"system.info",
       "virtual virtualized virtualised vm container bare docker;is are am what which;@machine this it i we",
       "@prep a or in inside running metal physical kind type does use under environment"},
      {"system.info", "virtualization virtualisation hypervisor",
       "@show @ask @machine @prep kind type does it use status running under information"},
      {"system.info", "info information details overview summary about describe description specs;@machine",
       "@show @ask @prep all general basic full it some what do you know can"},
      {"system.info", "sysinfo", "@show"},

      // -- system.disk
      {"system.disk",
       "@disk;space usage use used free full left available remaining capacity size sizes big large "
       "utilization room consumption status info information stats figures enough fill filled",
       "@show @ask @machine @prep <path> how much many is are there it has have do does i we got still being "
       "all total amount percent percentage almost nearly running out low left am in getting mounted and "
       "file root under like summary overview report",
       "use fill"},
      {"system.disk", "space room;left free available remaining used disk storage enough out total",
       "@show @ask @machine @prep <path> how much is are there it has have do does i we got still being all "
       "amount running am low getting under storage"},
      {"system.disk", "how;much;space room storage;do is does have left",
       "@machine @prep <path> i we you have has got there it are free left available"},
      {"system.disk", "filesystem filesystems mounts mounted partitions volumes",
       "@show @ask @machine @prep are is there all what which disks drives @disk do i we have does has it "
       "currently"},
      {"system.disk", "disks drives;@show what which",
       "@show @ask @machine @prep are there all do does i we have has mounted it full attached"},
      {"system.disk", "inode inodes",
       "@show @ask @machine @prep <path> how many much usage use used free left available are there disk "
       "filesystem is out running am i we of count"},
      {"system.disk", "full;@disk @machine", "is are how it getting almost nearly @prep <path> root"},
      {"system.disk", "is how;full;<path>", "@disk it getting almost nearly @prep"},

      // -- system.processes
      {"system.processes", "process processes procs tasks",
       "@show @ask @machine @prep @cpu @memory @program <number> <name> running active top most heaviest "
       "biggest largest hungriest busiest hungry sort sorted order ordered usage use uses used using "
       "consuming consumption eating highest by first all are there any do i we have how many limit take "
       "takes taking much named current table resource resources heavy intensive and it amount much time",
       "process order sort"},
      {"system.processes",
       "what which who top biggest largest;using eating hogging consuming taking uses use consumers consumer "
       "hogs hog consumes eats hungry;@cpu @memory",
       "@show @machine @prep is are <number> all most so much up the processes process programs program apps "
       "app applications application down and time of more that resources list"},
      {"system.processes", "running;what which programs apps applications program app tasks software jobs",
       "@show is are all @machine @prep there do i we have active background things", "running run"},
      {"system.processes", "programs apps applications;running active top",
       "@show @ask @machine @prep <number> all @cpu @memory by using most usage how many are there"},

      // -- file.list
      {"file.list",
       "@file @folder contents content entries listing pdfs images pictures photos videos dotfiles "
       "@superlative <glob>;@show what which <path> <number> @superlative how files contents browse",
       "@show @ask @prep @file @folder @superlative @order @type @ending <path> <glob> <number> all any "
       "hidden including included include even ones listing inside within under below there do does i we "
       "have has got how many most recently entries items contents everything and or details long sizes "
       "details path located stored that matching match ending extension extensions named browse home some "
       "every scripts documents here it modified changed also can be found at along too as well dot them "
       "only contain contains",
       "sort order sorted ordered"},
      {"file.list", "files", "@type @ending all hidden"},
      {"file.list", "what;in inside within under;<path>",
       "@show is are do does i we have there everything stored located lives all @folder @file hidden"},
      {"file.list", "everything stuff items all;in inside within under;<path>", "@show @folder @file is"},
      {"file.list", "list browse ls;<path>",
       "@folder all out contents hidden files @order including in of sorted"},
      {"file.list", "show display see view browse;<path>", "@folder all contents hidden files"},
      {"file.list", "list show contents content everything browse all hidden", "all", "", "filesystem"},

      // -- file.info
      {"file.info",
       "<path>;details detail info information about size big large owner owns own owned permissions "
       "permission mode properties property metadata attributes attribute type kind modified changed created "
       "accessed touched exist exists stat stats old timestamp timestamps group updated is modification "
       "creation bytes",
       "@show @ask @prep @file @folder how who when was does do did has have it there last recently "
       "modification creation time times date full all and if check whether rights access what can of link "
       "symlink or a size mode path bytes many there named called any"},
      {"file.info",
       "@file;details detail info information properties metadata permissions attributes size owner stat",
       "@show @prep what is of how", "size"},

      // -- agent.help
      {"agent.help", "help",
       "me with some need i want would like about for of on @show @agent agent agents how to can you using "
       "use what do does it get this is there and topics menu"},
      {"agent.help", "what how;can;you i we help @agent",
       "do does help here with about for me to @agent agent agents support offer things kind kinds of "
       "questions commands on at tell say understand handle everything all ask use is"},
      {"agent.help", "what which;do;you;understand know support offer handle",
       "can questions commands things kind kinds of all about @agent"},
      {"agent.help", "what;do can;you;do", "@show else all things to here for exactly"},
      {"agent.help", "what;are is;you @agent;capable able", "of to do all things agent agents"},
      {"agent.help", "how;do does;use work", "i we it to you agent agents commands with"},
      {"agent.help",
       "capabilities capability commands command features abilities skills examples example agents functions "
       "options",
       "@show @ask @prep available all your you have do does what are there supported possible some of "
       "possible can i use support offered which know help registered questions ask @agent agent it offer "
       "need"},
      {"agent.help", "what;agent agents @agent;do can offer offers", "does can you i ask the about with it"},
      {"agent.help", "list all everything status", "all", "", "evolver"},
  }};
  return kRules;
}

}  // namespace maxos::language
