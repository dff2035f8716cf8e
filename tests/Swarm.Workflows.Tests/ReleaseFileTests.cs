using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Swarm.Workflows.Tests;

/// <summary>What the project's own workflows and the one among the examples must be: pinned, of the least permissions, and without an expression in a script.</summary>
public sealed class ReleaseFileTests
{
    private const string Example = "chained-run.yml";

    // This repository's own action, which the example's reader pins.
    private const string OwnAction = "OWNER/swarm@COMMIT";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "workflows");
    private static readonly YamlMappingNode Release = Load("release.yml");

    public static TheoryData<string> Names => ["ci.yml", "nightly.yml", "release.yml", Example];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_action_is_pinned_to_a_commit_whose_version_is_told(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name)).Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToArray();
        Assert.Equal(Steps(Load(name)).Count(step => step.Children.ContainsKey("uses")), lines.Length);
        Assert.All(
            name == Example ? lines.Where(line => !line.EndsWith($"uses: {OwnAction}", StringComparison.Ordinal)) : lines,
            line => Assert.Matches(@"^ +(- )?uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line));
    }

    [Fact]
    public void One_action_has_one_pin_everywhere()
    {
        var shipped = Engine.Workflows.WorkflowTemplate.Read(Engine.Workflows.WorkflowHost.GitHub);
        var texts = Names.Select(name => File.ReadAllText(Path.Combine(Folder, name.Data))).Append(shipped);
        var pins = texts.SelectMany(text => Regex.Matches(text, @"uses: (?<action>[^@\s]+)@(?<pin>[0-9a-f]{40})", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        Assert.All(pins.GroupBy(match => match.Groups["action"].Value, StringComparer.Ordinal), action => Assert.Single(action.Select(match => match.Groups["pin"].Value).Distinct(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_permitted_but_what_a_job_names(string name)
    {
        var file = Load(name);
        Assert.Empty(Map(file, "permissions").Children);
        Assert.All(Jobs(file), job => Assert.True(job.Value.Children.ContainsKey("permissions"), job.Key));
        Assert.All(Jobs(file), job => Assert.True(job.Value.Children.ContainsKey("timeout-minutes"), job.Key));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_script_has_an_expression_in_it(string name) => Assert.All(
        Steps(Load(name)).Where(step => step.Children.ContainsKey("run")), step => Assert.DoesNotContain("${{", Text(step, "run"), StringComparison.Ordinal));

    [Fact]
    public void The_example_gives_the_action_what_it_takes_at_the_version_that_there_is()
    {
        var call = Assert.Single(Steps(Load(Example)), step => step.Children.ContainsKey("uses") && Text(step, "uses") == OwnAction);
        var known = Map(Load("action.yml"), "inputs").Children.Keys;
        Assert.All(Map(call, "with").Children.Keys, key => Assert.Contains(key, known));
        Assert.DoesNotContain("${{", Text(Map(call, "with"), "script"), StringComparison.Ordinal);
        Assert.Equal(Engine.Sessions.SessionOptions.Version, Text(Map(call, "with"), "version"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_check_out_leaves_a_token(string name) => Assert.All(
        Steps(Load(name)).Where(step => step.Children.ContainsKey("uses") && Text(step, "uses").StartsWith("actions/checkout@", StringComparison.Ordinal)),
        step => Assert.Equal("false", Text(Map(step, "with"), "persist-credentials")));

    [Fact]
    public void Only_a_tag_of_a_version_starts_a_release()
    {
        var push = Assert.Single(Map(Release, "on").Children);
        Assert.Equal("push", push.Key.ToString());
        Assert.Equal("tags", Assert.Single(((YamlMappingNode)push.Value).Children).Key.ToString());
    }

    [Theory]
    [InlineData("test", "contents: read")]
    [InlineData("pack", "contents: read")]
    [InlineData("verify", "contents: read")]
    [InlineData("sign", "contents: read")]
    [InlineData("attest", "attestations: write, id-token: write")]
    [InlineData("gallery", "")]
    [InlineData("nuget", "")]
    [InlineData("release", "contents: write")]
    public void Each_job_of_a_release_may_do_what_it_does(string job, string permissions)
    {
        Assert.Equal(8, Jobs(Release).Count);
        var found = Map(Jobs(Release)[job], "permissions").Children.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal);
        Assert.Equal(permissions, string.Join(", ", found));
    }

    [Fact]
    public void A_secret_is_known_only_behind_an_environment_and_to_one_step()
    {
        foreach (var (name, job) in Jobs(Release))
        {
            var withSecret = Steps(job).Where(step => step.ToString().Contains("secrets.", StringComparison.Ordinal)).ToArray();
            Assert.InRange(withSecret.Length, 0, 1);
            Assert.Equal(withSecret.Length == 1, job.Children.ContainsKey("environment"));
            Assert.Equal(withSecret.Length == 1, name is "sign" or "gallery" or "nuget");
        }
    }

    [Fact]
    public void It_packs_once_where_nothing_of_the_tests_is_and_publishes_after_all_else()
    {
        var packs = Steps(Release).Where(step => step.Children.ContainsKey("run") && Text(step, "run").Contains("build.ps1 pack", StringComparison.Ordinal));
        Assert.Contains(Assert.Single(packs), Steps(Jobs(Release)["pack"]));
        Assert.DoesNotContain(Steps(Jobs(Release)["pack"]), step => Regex.IsMatch(step.ToString(), "Pester|PSScriptAnalyzer|apt-get|build.ps1 (test|verify)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        Assert.Equal("pack", Needs("verify"));
        Assert.Equal("test, pack, verify", Needs("sign"));
        Assert.Equal("sign", Needs("attest"));
        Assert.Equal("sign, attest", Needs("gallery"));
        Assert.Equal("sign, attest", Needs("nuget"));
        Assert.Equal("sign, gallery, nuget", Needs("release"));
    }

    [Theory]
    [InlineData("verify", "pack", "artifacts/package")]
    [InlineData("sign", "pack", "artifacts/package")]
    [InlineData("attest", "sign", "package")]
    [InlineData("gallery", "sign", "package")]
    [InlineData("nuget", "sign", "package")]
    [InlineData("release", "sign", "package")]
    public void What_a_job_takes_is_held_to_the_digest_that_the_job_before_told(string job, string before, string folder)
    {
        var steps = Steps(Jobs(Release)[job]).ToList();
        var taken = steps.FindIndex(step => step.Children.ContainsKey("uses") && Text(step, "uses").StartsWith("actions/download-artifact@", StringComparison.Ordinal));
        Assert.Equal(folder, Text(Map(steps[taken], "with"), "path"));
        var check = steps[taken + 1];
        Assert.Equal("${{ needs." + before + ".outputs.digest }}", Text(Map(check, "env"), "DIGEST"));
        Assert.Equal(folder, Text(Map(check, "env"), "FOLDER"));
        Assert.Contains("echo \"$DIGEST  SHA256SUMS\" | sha256sum --check --strict\nsha256sum --check --strict --quiet SHA256SUMS\n", Text(check, "run"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_of_a_digest_finds_what_is_changed_missing_or_too_much()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is bash's.");
        var script = Text(Steps(Jobs(Release)["nuget"]).Single(step => step.ToString().Contains("DIGEST", StringComparison.Ordinal)), "run");
        var folder = Directory.CreateTempSubdirectory("swarm-release-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "a"), "1", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "b"), "2", TestContext.Current.CancellationToken);
            Assert.Equal(0, await RunAsync("sha256sum a b > SHA256SUMS"));
            var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "SHA256SUMS"), TestContext.Current.CancellationToken)));
            var check = $"export FOLDER=. DIGEST={digest}\n{script}";
            Assert.Equal(0, await RunAsync(check));
            Assert.NotEqual(0, await RunAsync($"echo 3 > c\n{check}"));
            Assert.NotEqual(0, await RunAsync($"mv c b\n{check}"));
            Assert.NotEqual(0, await RunAsync($"rm b\n{check}"));
            Assert.NotEqual(0, await RunAsync($"printf 2 > b\nsha256sum b a > SHA256SUMS\n{check}"));
            Assert.Equal(0, await RunAsync($"sha256sum a b > SHA256SUMS\n{check}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task<int> RunAsync(string text)
        {
            var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", text]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await Task.WhenAll(output, error, process.WaitForExitAsync(TestContext.Current.CancellationToken));
            return process.ExitCode;
        }
    }

    private static string Needs(string job) => Jobs(Release)[job].Children["needs"] is YamlSequenceNode list
        ? string.Join(", ", list.Children)
        : Text(Jobs(Release)[job], "needs");

    private static YamlMappingNode Load(string name)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, name))));
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node.Children[key]).Value!;

    private static Dictionary<string, YamlMappingNode> Jobs(YamlMappingNode file) =>
        Map(file, "jobs").Children.ToDictionary(pair => pair.Key.ToString(), pair => (YamlMappingNode)pair.Value, StringComparer.Ordinal);

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode node) => node.Children.ContainsKey("jobs")
        ? Jobs(node).Values.SelectMany(Steps)
        : ((YamlSequenceNode)node.Children["steps"]).Children.Cast<YamlMappingNode>();
}
