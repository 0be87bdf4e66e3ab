//===- Mutations.cpp - One protocol call changed at a time ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Mutations.h"

#include "Tokens.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tilium::device::mutants {

namespace {

constexpr const char *waitsAgain = "waiting again for what is there already changes nothing";
constexpr const char *configuresAgain = "the same configuration twice is the same configuration";
constexpr const char *storesAgain = "the same bytes stored twice are the same bytes";
constexpr const char *reservesMore =
    "reserving more than is pushed can only wait longer: no data depends on it";

/// What a call does to the others: waits for something, signals something, or works on data.
enum class Effect { Waits, Signals, Works, Configures };
/// Which of the three processors of a compute kernel a call is for.
enum class Thread { Unpack, Math, Pack, Several };

/// A function of the kernel API that takes part in the protocol.
struct ProtocolCall {
  std::string_view name;
  Effect effect;
  Thread thread = Thread::Several;
  int count = -1;            ///< Which argument is a count or value to be off by one.
  const char *twice = "";    ///< Why a second call in a row cannot matter; empty if it can.
  std::string_view weaker{}; ///< A call that guarantees less.
  const char *more = "";     ///< Why a greater count cannot matter.
};

constexpr std::array protocol{
    // Circular buffers, free and as members.
    ProtocolCall{"cb_reserve_back", Effect::Waits, Thread::Pack, 1, waitsAgain, "", reservesMore},
    ProtocolCall{"cb_push_back", Effect::Signals, Thread::Pack, 1},
    ProtocolCall{"cb_wait_front", Effect::Waits, Thread::Unpack, 1, waitsAgain},
    ProtocolCall{"cb_pop_front", Effect::Signals, Thread::Unpack, 1},
    ProtocolCall{"reserve_back", Effect::Waits, Thread::Pack, 0, waitsAgain, "", reservesMore},
    ProtocolCall{"push_back", Effect::Signals, Thread::Pack, 0},
    ProtocolCall{"wait_front", Effect::Waits, Thread::Unpack, 0, waitsAgain},
    ProtocolCall{"pop_front", Effect::Signals, Thread::Unpack, 0},
    // Barriers.
    ProtocolCall{"noc_async_read_barrier", Effect::Waits, Thread::Several, -1, waitsAgain},
    ProtocolCall{"noc_async_write_barrier", Effect::Waits, Thread::Several, -1, waitsAgain,
                 "noc_async_writes_flushed"},
    ProtocolCall{"noc_async_writes_flushed", Effect::Waits, Thread::Several, -1, waitsAgain},
    ProtocolCall{"noc_async_posted_writes_flushed", Effect::Waits, Thread::Several, -1, waitsAgain},
    ProtocolCall{"noc_async_atomic_barrier", Effect::Waits, Thread::Several, -1, waitsAgain},
    ProtocolCall{"noc_async_full_barrier", Effect::Waits, Thread::Several, -1, waitsAgain,
                 "noc_async_writes_flushed"},
    ProtocolCall{"noc_async_read_barrier_with_trid", Effect::Waits, Thread::Several, 0, waitsAgain},
    ProtocolCall{"noc_async_write_barrier_with_trid", Effect::Waits, Thread::Several, 0, waitsAgain,
                 "noc_async_write_flushed_with_trid"},
    ProtocolCall{"noc_async_write_flushed_with_trid", Effect::Waits, Thread::Several, 0,
                 waitsAgain},
    ProtocolCall{"async_read_barrier", Effect::Waits, Thread::Several, -1, waitsAgain},
    ProtocolCall{"async_write_barrier", Effect::Waits, Thread::Several, -1, waitsAgain,
                 "async_writes_flushed"},
    ProtocolCall{"async_writes_flushed", Effect::Waits, Thread::Several, -1, waitsAgain},
    ProtocolCall{"async_atomic_barrier", Effect::Waits, Thread::Several, -1, waitsAgain},
    // Transfers.
    ProtocolCall{"noc_async_read", Effect::Works, Thread::Several, -1, storesAgain},
    ProtocolCall{"noc_async_read_page", Effect::Works, Thread::Several, -1, storesAgain},
    ProtocolCall{"noc_async_read_tile", Effect::Works, Thread::Several, -1, storesAgain},
    ProtocolCall{"noc_async_write", Effect::Works, Thread::Several, -1, storesAgain},
    ProtocolCall{"noc_async_write_page", Effect::Works, Thread::Several, -1, storesAgain},
    ProtocolCall{"noc_async_write_tile", Effect::Works, Thread::Several, -1, storesAgain},
    ProtocolCall{"noc_async_read_with_state", Effect::Works, Thread::Several, -1, storesAgain},
    ProtocolCall{"noc_async_read_one_packet_with_state", Effect::Works, Thread::Several, -1,
                 storesAgain},
    ProtocolCall{"noc_async_write_one_packet_with_state", Effect::Works, Thread::Several, -1,
                 storesAgain},
    ProtocolCall{"noc_async_write_one_packet_with_trid", Effect::Works, Thread::Several, -1,
                 storesAgain},
    ProtocolCall{"noc_async_write_multicast", Effect::Works, Thread::Several, 3, storesAgain},
    ProtocolCall{"noc_async_write_multicast_loopback_src", Effect::Works, Thread::Several, 3,
                 storesAgain},
    // Semaphores. A flag that is set or sent twice may be seen after it was taken.
    ProtocolCall{"noc_semaphore_inc", Effect::Signals, Thread::Several, 1},
    ProtocolCall{"noc_semaphore_set", Effect::Signals, Thread::Several, 1, storesAgain},
    ProtocolCall{"noc_semaphore_set_remote", Effect::Signals, Thread::Several, -1},
    ProtocolCall{"noc_semaphore_set_multicast", Effect::Signals, Thread::Several, 2},
    ProtocolCall{"noc_semaphore_set_multicast_loopback_src", Effect::Signals, Thread::Several, 2},
    ProtocolCall{"noc_semaphore_wait", Effect::Waits, Thread::Several, 1, waitsAgain},
    ProtocolCall{"noc_semaphore_wait_min", Effect::Waits, Thread::Several, 1, waitsAgain},
    // DST.
    ProtocolCall{"tile_regs_acquire", Effect::Waits, Thread::Math},
    ProtocolCall{"tile_regs_commit", Effect::Signals, Thread::Math},
    ProtocolCall{"tile_regs_wait", Effect::Waits, Thread::Pack},
    ProtocolCall{"tile_regs_release", Effect::Signals, Thread::Pack},
    ProtocolCall{"pack_tile", Effect::Works, Thread::Pack, -1},
    ProtocolCall{"pack_reconfig_l1_acc", Effect::Configures, Thread::Pack, 0, configuresAgain},
    // Inits and configuration.
    ProtocolCall{"compute_kernel_hw_startup", Effect::Configures, Thread::Several, -1,
                 configuresAgain},
    ProtocolCall{"reconfig_data_format", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"reconfig_data_format_srca", Effect::Configures, Thread::Several, -1,
                 configuresAgain},
    ProtocolCall{"reconfig_data_format_srcb", Effect::Configures, Thread::Several, -1,
                 configuresAgain},
    ProtocolCall{"pack_reconfig_data_format", Effect::Configures, Thread::Pack, -1,
                 configuresAgain},
    ProtocolCall{"matmul_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"matmul_block_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"add_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"sub_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"mul_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"copy_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"transpose_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"reduce_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"add_bcast_cols_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"sub_bcast_cols_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"mul_bcast_cols_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"exp_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"recip_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"sqrt_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"rsqrt_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"gelu_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"relu_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"sigmoid_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"tanh_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"log_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"fill_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"add_binary_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
    ProtocolCall{"mul_binary_tile_init", Effect::Configures, Thread::Several, -1, configuresAgain},
};

/// Functions of the kernel API that only answer.
constexpr std::array<std::string_view, 10> questions{"get_write_ptr",
                                                     "get_read_ptr",
                                                     "get_tile_size",
                                                     "get_noc_addr",
                                                     "get_noc_multicast_addr",
                                                     "get_semaphore",
                                                     "get_arg_val",
                                                     "get_common_arg_val",
                                                     "get_compile_time_arg_val",
                                                     "get_noc_addr_from_bank_id"};

const ProtocolCall *findCall(std::string_view name) {
  auto found = std::find_if(protocol.begin(), protocol.end(),
                            [&](const ProtocolCall &call) { return call.name == name; });
  return found == protocol.end() ? nullptr : &*found;
}

/// Tokens [begin, end) of a piece of the text.
struct Range {
  size_t begin, end;
};

/// A statement that is nothing but a protocol call.
struct Statement {
  const ProtocolCall *call;
  size_t name;                  ///< Token of the function's name.
  Range tokens;                 ///< With the semicolon.
  std::vector<Range> arguments; ///< Without the commas.
};

class Finder {
public:
  Finder(std::string_view text, bool compute)
      : text(text), compute(compute), tokens(tokenize(text)) {}

  std::vector<Mutation> run() {
    for (size_t i = 0; i < tokens.size(); ++i)
      if (std::optional<Statement> statement = statementAt(i))
        mutate(*statement);
    return std::move(mutations);
  }

private:
  bool is(size_t index, std::string_view what) const {
    return index < tokens.size() && tokens[index].is(what);
  }

  /// The token behind the bracket that closes the one at `open`, or nothing.
  std::optional<size_t> behindBracket(size_t open) const {
    int depth = 0;
    for (size_t i = open; i < tokens.size(); ++i) {
      if (is(i, "(") || is(i, "[") || is(i, "{"))
        ++depth;
      else if (is(i, ")") || is(i, "]") || is(i, "}"))
        --depth;
      if (depth == 0)
        return i + 1;
    }
    return std::nullopt;
  }

  /// Behind `<...>`; only brackets and simple arguments are looked for, no comparisons.
  std::optional<size_t> behindAngles(size_t open) const {
    int depth = 0;
    for (size_t i = open; i < tokens.size(); ++i) {
      if (is(i, ";") || is(i, "{"))
        return std::nullopt;
      if (is(i, "("))
        i = behindBracket(i).value_or(tokens.size()) - 1;
      else if (is(i, "<"))
        ++depth;
      else if (is(i, ">") && --depth == 0)
        return i + 1;
    }
    return std::nullopt;
  }

  /// Where the expression starts that `name` is a member or a qualified part of.
  size_t chainStart(size_t name) const {
    size_t start = name;
    while (start >= 1 && (is(start - 1, ".") || is(start - 1, "->") || is(start - 1, "::"))) {
      --start;
      if (start >= 1 && tokens[start - 1].kind == Token::Kind::Identifier)
        --start;
    }
    return start;
  }

  /// Whether a statement can start at a token.
  bool startsStatement(size_t index) const {
    if (index == 0)
      return false;
    if (is(index - 1, ";") || is(index - 1, "{") || is(index - 1, "}") || is(index - 1, "else"))
      return true;
    if (is(index - 1, ":"))
      return index < 2 || !is(index - 2, "?");
    // Behind the head of a loop or a condition, but not behind a cast or a call.
    if (!is(index - 1, ")"))
      return false;
    int depth = 0;
    for (size_t i = index; i-- > 0;) {
      if (is(i, ")"))
        ++depth;
      else if (is(i, "(") && --depth == 0)
        return i > 0 && (is(i - 1, "if") || is(i - 1, "for") || is(i - 1, "while") ||
                         (is(i - 1, "constexpr") && i > 1 && is(i - 2, "if")));
    }
    return false;
  }

  std::optional<Statement> statementAt(size_t name) const {
    if (tokens[name].kind != Token::Kind::Identifier)
      return std::nullopt;
    const ProtocolCall *call = findCall(tokens[name].text);
    if (!call)
      return std::nullopt;
    size_t open = name + 1;
    if (is(open, "<"))
      open = behindAngles(open).value_or(tokens.size());
    if (!is(open, "("))
      return std::nullopt;
    size_t start = chainStart(name);
    std::optional<size_t> behind = behindBracket(open);
    if (!behind || !is(*behind, ";") || !startsStatement(start))
      return std::nullopt;
    Statement statement{call, name, {start, *behind + 1}, {}};
    size_t begin = open + 1;
    int depth = 0;
    for (size_t i = open + 1; i < *behind; ++i) {
      bool last = i + 1 == *behind;
      if (last || (depth == 0 && is(i, ","))) {
        if (i > begin)
          statement.arguments.push_back({begin, i});
        begin = i + 1;
      } else if (is(i, "(") || is(i, "[") || is(i, "{")) {
        ++depth;
      } else if (is(i, ")") || is(i, "]") || is(i, "}")) {
        --depth;
      }
    }
    return statement;
  }

  size_t beginOf(Range range) const { return tokens[range.begin].begin; }
  size_t endOf(Range range) const { return tokens[range.end - 1].end(); }
  std::string textOf(Range range) const {
    return std::string(text.substr(beginOf(range), endOf(range) - beginOf(range)));
  }

  /// On one line, without comments.
  std::string inTokens(Range range) const {
    std::string result;
    for (size_t i = range.begin; i < range.end; ++i)
      result += (i == range.begin ? "" : " ") + std::string(tokens[i].text);
    return result;
  }

  static std::string inOneLine(std::string text) {
    std::string result;
    for (char c : text) {
      bool space = c == '\n' || c == '\t' || c == ' ';
      if (!space || (!result.empty() && result.back() != ' '))
        result += space ? ' ' : c;
    }
    return result;
  }

  /// Adds the mutation that puts `with` in the place of `range`. Line breaks of what goes are kept.
  void replace(const Statement &statement, const char *kind, Range range, std::string with,
               const char *equivalent = "") {
    std::string old = textOf(range);
    auto missing =
        std::count(old.begin(), old.end(), '\n') - std::count(with.begin(), with.end(), '\n');
    with.append(static_cast<size_t>(std::max<long>(0, missing)), '\n');
    Mutation mutation;
    mutation.kind = kind;
    mutation.call = inOneLine(textOf(statement.tokens));
    mutation.line = lineOf(text, beginOf(statement.tokens));
    mutation.text =
        std::string(text.substr(0, beginOf(range))) + with + std::string(text.substr(endOf(range)));
    mutation.trap = std::string(text.substr(0, beginOf(statement.tokens))) + "__builtin_trap();" +
                    std::string(text.substr(endOf(statement.tokens)));
    mutation.equivalent = equivalent;
    mutations.push_back(std::move(mutation));
  }

  void mutate(const Statement &statement) {
    const ProtocolCall &call = *statement.call;
    replace(statement, "drop", statement.tokens, ";");
    std::string whole = textOf(statement.tokens), again = inTokens(statement.tokens);
    replace(statement, "double", statement.tokens, "{ " + whole + " " + again + " }", call.twice);
    if (!call.weaker.empty())
      replace(statement, "weaken", {statement.name, statement.name + 1}, std::string(call.weaker));
    auto count = static_cast<size_t>(call.count);
    if (call.count >= 0 && count < statement.arguments.size()) {
      std::string value = textOf(statement.arguments[count]);
      replace(statement, "plus one", statement.arguments[count], "(" + value + ") + 1", call.more);
      replace(statement, "minus one", statement.arguments[count], "(" + value + ") - 1");
    }
    moveBehindNext(statement);
  }

  /// The statement behind, if it is a plain one of the same block.
  std::optional<Range> nextStatement(const Statement &statement) const {
    size_t begin = statement.tokens.end;
    if (begin >= tokens.size() || is(begin, "}") || is(begin, "{"))
      return std::nullopt;
    for (std::string_view word :
         {"if", "for", "while", "do", "switch", "return", "case", "default", "else", "break"})
      if (is(begin, word))
        return std::nullopt;
    for (size_t i = begin; i < tokens.size(); ++i) {
      if (is(i, ";"))
        return Range{begin, i + 1};
      if (is(i, "{") || is(i, "}"))
        return std::nullopt;
      if (is(i, "("))
        i = behindBracket(i).value_or(tokens.size()) - 1;
    }
    return std::nullopt;
  }

  /// What a call works on: the first argument, or the object of a member.
  std::string subjectOf(const Statement &statement) const {
    if (statement.tokens.begin != statement.name)
      return textOf({statement.tokens.begin, statement.name});
    return statement.arguments.empty() ? "" : textOf(statement.arguments[0]);
  }

  static bool isTransfer(const Statement &statement, std::string_view direction) {
    std::string_view name = statement.call->name;
    return statement.call->effect == Effect::Works &&
           (name == "noc_async_" + std::string(direction) ||
            name == "noc_async_" + std::string(direction) + "_page" ||
            name == "noc_async_" + std::string(direction) + "_tile");
  }

  static bool isBufferWait(const Statement &statement) {
    return statement.call->name == "cb_reserve_back" || statement.call->name == "cb_wait_front";
  }

  /// Whether a transfer has the pointer of a circular buffer in its arguments, and of none but
  /// another one than `wait` waits for, and no other local address.
  bool namesOtherBuffer(const Statement &transfer, const Statement &wait) const {
    if (!isTransfer(transfer, "read") && !isTransfer(transfer, "write"))
      return false;
    size_t named = 0;
    for (size_t i = transfer.tokens.begin; i + 1 < transfer.tokens.end; ++i) {
      if (!is(i, "get_write_ptr") && !is(i, "get_read_ptr"))
        continue;
      std::optional<size_t> behind = behindBracket(i + 1);
      if (!behind || *behind < i + 4 || textOf({i + 2, *behind - 1}) == subjectOf(wait))
        return false;
      ++named;
    }
    return named == 1;
  }

  const char *whyTheyCommute(const Statement &a, const Statement &b) const {
    bool apart = a.call->thread != Thread::Several && b.call->thread != Thread::Several &&
                 a.call->thread != b.call->thread;
    if (compute && apart)
      return "the two calls run on different processors";
    if (a.call->effect == Effect::Waits && b.call->effect == Effect::Waits)
      return "two waits in a row end when both may, in any order";
    if (a.call->effect == Effect::Signals && b.call->effect == Effect::Signals &&
        (subjectOf(a) != subjectOf(b) || a.call->name == b.call->name))
      return "two signals in a row, of different things, may come in any order";
    bool configures = a.call->effect == Effect::Configures || b.call->effect == Effect::Configures;
    if (configures && (a.call->effect == Effect::Waits || b.call->effect == Effect::Waits))
      return "a configuration and a wait may come in any order";
    bool sets = a.call->name == "noc_semaphore_set" || b.call->name == "noc_semaphore_set";
    if (sets && (a.call->effect == Effect::Works || b.call->effect == Effect::Works))
      return "a semaphore of this core and the sending of data have nothing to do with each other";
    if (isTransfer(a, "read") && isTransfer(b, "read"))
      return "reads under one barrier have no order";
    if (isTransfer(a, "write") && isTransfer(b, "write"))
      return "writes of data under one barrier have no order";
    if (isBufferWait(a) && namesOtherBuffer(b, a))
      return "a transfer may come before the reservation of another buffer";
    return "";
  }

  /// Whether a statement neither calls anything but questions of addresses and sizes nor touches
  /// memory through a pointer.
  bool isComputation(Range range) const {
    for (size_t i = range.begin; i < range.end; ++i) {
      bool pointer = is(i, "*") && (i == range.begin || is(i - 1, "=") || is(i - 1, "("));
      if (is(i, "[") || is(i, "->") || pointer)
        return false;
      // Behind a template's arguments, too.
      size_t name = i;
      if (is(i, "(") && i > range.begin && is(i - 1, ">"))
        for (name = i - 1; name > range.begin && !is(name, "<"); --name) {
        }
      bool call =
          is(i, "(") && name > range.begin && tokens[name - 1].kind == Token::Kind::Identifier;
      if (call &&
          std::find(questions.begin(), questions.end(), tokens[name - 1].text) == questions.end())
        return false;
    }
    return true;
  }

  /// Whether a preprocessor line stands in a piece of the text: nothing moves across it.
  bool hasDirective(Range range) const {
    bool lineStart = false;
    for (char c : textOf(range)) {
      if (lineStart && c == '#')
        return true;
      lineStart = c == '\n' || (lineStart && (c == ' ' || c == '\t'));
    }
    return false;
  }

  void moveBehindNext(const Statement &statement) {
    std::optional<Range> next = nextStatement(statement);
    if (!next || hasDirective({statement.tokens.begin, next->end}))
      return;
    std::optional<Statement> other;
    for (size_t i = next->begin; i < next->end && !other; ++i)
      other = statementAt(i);
    const char *equivalent = other ? whyTheyCommute(statement, *other) : "";
    if (!other && isComputation(*next))
      equivalent = "the next statement only computes";
    std::string moved = textOf(*next) + " " + inTokens(statement.tokens);
    replace(statement, "move", {statement.tokens.begin, next->end}, moved, equivalent);
  }

  std::string_view text;
  bool compute;
  std::vector<Token> tokens;
  std::vector<Mutation> mutations;
};

} // namespace

std::vector<Mutation> mutationsOf(std::string_view text, bool compute) {
  return Finder(text, compute).run();
}

} // namespace tilium::device::mutants
