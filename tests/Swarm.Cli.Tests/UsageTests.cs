using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Scene _scene = new();

    [Fact]
    public void Version_is_one_line()
    {
        var result = _scene.Run("--version").Expect(0);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\r?\n$", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Every_command_and_option_has_a_line_in_the_help()
    {
        var pending = new Stack<string[]>([[]]);
        var leaves = new List<string>();
        while (pending.TryPop(out var path))
        {
            var help = _scene.Run([.. path, "--help"]).Expect(0).Output.Split('\n');
            Assert.Matches(@"\S.*\.\s*$", help[0]);
            Assert.Contains(help, line => line.StartsWith($"  {string.Join(' ', ["swarm", .. path])}", StringComparison.Ordinal));
            var described = help.Where(line => line.StartsWith("  --", StringComparison.Ordinal)).ToArray();
            Assert.True(described.Length >= 6);
            Assert.All(described, line => Assert.Matches(@"^  --\S+( \S+)?  +\S.*\.\s*$", line));
            var commands = help.SkipWhile(line => line.Trim() != "Commands:").Skip(1)
                .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).ToArray();
            Assert.All(commands, line => Assert.Matches(@"^  \S+  +\S.*\.\s*$", line));
            if (commands.Length == 0)
            {
                leaves.Add(string.Join(' ', path));
            }

            foreach (var command in commands)
            {
                pending.Push([.. path, command.Trim().Split(' ')[0]]);
            }
        }

        string[] expected =
        [
            "backend github cancel", "backend github collect", "backend github dispatch", "backend gitlab cancel", "backend gitlab collect", "backend gitlab dispatch",
            "bundle export", "bundle fetch", "bundle import", "certificate export", "completion", "config set", "config show", "doctor", "episode run", "init", "key export", "key import", "key list", "key new",
            "key revoke", "key trust", "key trusted",
            "policy new", "policy test", "proxy broker", "proxy probe", "proxy provider", "proxy ticket revoke", "quickstart", "run cancel", "run collect", "run fork", "run launch", "run list", "run logs", "run race", "run receipts", "run remove", "run resume", "run status",
            "run tree", "run wait", "schema export", "schema validate", "state diff", "state export", "state inspect", "state query",
            "store check", "store head", "store optimize", "store repair", "verify attestation", "verify cert", "verify proof", "verify run", "workspace export", "workspace merge",
        ];
        Assert.Equal(expected, leaves.Order(StringComparer.Ordinal));
        Assert.Contains("Examples:", _scene.Run("run", "launch", "--help").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("nonsense")]
    [InlineData("run")]
    [InlineData("run", "nonsense")]
    [InlineData("run", "launch")]
    [InlineData("run", "launch", "--")]
    [InlineData("run", "launch", "make", "--", "test")]
    [InlineData("run", "launch", "make")]
    [InlineData("run", "launch", "--timeout", "soon", "--", "git")]
    [InlineData("run", "launch", "--timeout", "0", "--", "git")]
    [InlineData("run", "launch", "--log-limit", "12XB", "--", "git")]
    [InlineData("run", "launch", "--env", "novalue", "--", "git")]
    [InlineData("run", "launch", "--env", "A=1", "--env", "A=2", "--", "git")]
    [InlineData("run", "launch", "--restore-policy", "hope", "--", "git")]
    [InlineData("run", "launch", "--label", "no spaces", "--", "git")]
    [InlineData("run", "launch", "--deterministic", "--", "git")]
    [InlineData("run", "launch", "--seed-file", "seed", "--", "git")]
    [InlineData("run", "resume", "--", "git")]
    [InlineData("run", "fork", "--node", "branch:base")]
    [InlineData("run", "list", "--", "git")]
    [InlineData("state", "query", "--node", "base")]
    [InlineData("state", "query", "--node", "base", "--param", "id:=[1]", "select 1")]
    [InlineData("verify", "cert", "--certificate", "c.json", "--expected-artifact-hash", "sha256:12")]
    [InlineData("schema", "export", "--type", "nonsense")]
    public void A_wrong_command_line_gives_one_clear_line_and_exit_code_2(params string[] arguments)
    {
        var mark = Array.IndexOf(arguments, "--");
        string[] asJson = mark < 0 ? [.. arguments, "--json"] : [.. arguments[..mark], "--json", .. arguments[mark..]];
        Assert.Empty(_scene.Run(arguments).ExpectError(2, "SPEC_INVALID").Output);
        Assert.Empty(_scene.Run(asJson).ExpectError(2, "SPEC_INVALID").AddedKeys);
    }

    [Theory]
    [InlineData("run", "list")]
    [InlineData("run", "resume", "--node", "branch:base", "--", "git")]
    [InlineData("store", "check")]
    [InlineData("verify", "run", "base")]
    public void Without_a_store_the_error_says_so(params string[] arguments) => _scene.Run(arguments).ExpectError(2, "STORE_NOT_FOUND");

    [Fact]
    public void A_value_of_the_environment_is_not_repeated_in_a_usage_error()
    {
        const string Variable = "TOKEN=canary-value";
        var result = _scene.Run("run", "launch", "--env", Variable, "--env", Variable, "--", "git").ExpectError(2, "SPEC_INVALID");
        Assert.DoesNotContain("canary", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();
}
