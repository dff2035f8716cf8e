using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Policies;
using Swarm.Engine.Tests.Support;
using Swarm.Execution.Confinement;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.Tests.Runs;

/// <summary>Which variables a step sees, and what becomes of secrets.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private const string Secret = "the-canary-of-a-secret";

    // Variables of this process, as an operator has them; each test class has its own names, so that they stay.
    private static readonly string[] Operators =
        ["GH_TOKEN_OF_PEOPLE", "AWS_SECRET_ACCESS_KEY_OF_PEOPLE", "ACTIONS_RUNTIME_URL_OF_PEOPLE", "MY_DATABASE_OF_PEOPLE", "SSH_AUTH_SOCK_OF_PEOPLE"];

    private readonly Scene _scene = new();
    private readonly List<string> _warnings = [];

    static EnvironmentTests()
    {
        foreach (var name in Operators)
        {
            Environment.SetEnvironmentVariable(name, "of the operator");
        }
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_confined_step_sees_what_programs_need_and_what_is_named()
    {
        NeedConfinement();
        var names = await NamesAsync(Request("env") with { Sandbox = SandboxModes.Confined, Environment = Variable("KUBECONFIG", "named"), Secrets = Variable("TOKEN", Secret) });
        Assert.DoesNotContain(names, Operators.Contains);
        AssertHas(names, "PATH", "HOME", "TMPDIR", "SWARM_RUN_ID", "SWARM_STATE", "KUBECONFIG", "TOKEN", "http_proxy");
        string[] usual =
        [
            "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TERM", "COLORTERM", "NO_COLOR", "TZ", "HOSTNAME", "LD_LIBRARY_PATH", "GIT_CEILING_DIRECTORIES",
            "NODE_USE_ENV_PROXY", "PWD", "OLDPWD", "SHLVL", "_", "TMP", "TEMP", "JAVA_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "SOURCE_DATE_EPOCH",
            "PATH", "HOME", "TMPDIR", "KUBECONFIG", "TOKEN",
        ];
        string[] beginnings = ["SWARM_", "LC_", "DOTNET_", "POWERSHELL_TELEMETRY_", "http", "HTTP", "all_", "ALL_", "no_", "NO_"];
        Assert.DoesNotContain(
            names.Except(usual, StringComparer.Ordinal),
            name => !Array.Exists(beginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_unconfined_step_inherits_unless_it_is_to_be_clean()
    {
        Scene.NeedUnix();
        AssertHas(await NamesAsync(Request("env")), Operators);
        var request = Request("env") with { CleanEnvironment = true, Environment = Variable("NAMED", "x") };
        var names = await NamesAsync(request);
        Assert.DoesNotContain(names, Operators.Contains);
        AssertHas(names, "PATH", "NAMED");
        var run = await _scene.RunAsync(request);
        Assert.True(Spec(run).CleanEnvironment);
        Assert.Null(Spec(await _scene.RunAsync(Request("true"))).CleanEnvironment);
    }

    [Fact]
    public async Task A_secret_reaches_the_step_and_no_file_that_is_kept()
    {
        Scene.NeedUnix();
        var lines = new Lines();
        var run = await _scene.RunAsync(Request("echo \"it is $TOKEN\"; test ${#TOKEN} = 22") with { Secrets = Variable("TOKEN", Secret), Output = lines });
        Assert.Equal("succeeded", run.Record.Status);
        Assert.Equal(["TOKEN"], Spec(run).SecretNames!);
        Assert.Equal("it is ***", Assert.Single(lines.All));
        Assert.Equal("it is ***\n", await _scene.LogAsync(run.Record.RunId));
        Assert.Empty(_warnings);
        var needle = Encoding.UTF8.GetBytes(Secret);
        Assert.All(Directory.EnumerateFiles(_scene.Folder, "*", SearchOption.AllDirectories), file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(needle) < 0, file));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_secret_that_stands_in_what_is_recorded_is_refused_without_saying_it()
    {
        Scene.NeedUnix();
        var request = Request("true") with { Secrets = Variable("TOKEN", Secret) };
        foreach (var recorded in new[] { request with { Step = Scene.Shell($"curl -H 'Authorization: {Secret}'") }, request with { Environment = Variable("OTHER", $"x{Secret}") } })
        {
            var refused = await _scene.RefusedAsync(recorded, ErrorCode.SpecInvalid);
            Assert.Contains("'TOKEN'", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_short_secret_reaches_the_step_with_a_warning_that_it_is_not_masked()
    {
        Scene.NeedUnix();
        var run = await _scene.RunAsync(Request("echo $PIN") with { Secrets = Variable("PIN", "12345") });
        Assert.Equal("12345\n", await _scene.LogAsync(run.Record.RunId));
        var warning = Assert.Single(_warnings);
        Assert.Contains("'PIN'", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("12345", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TOKEN", "")]
    [InlineData("", "a-secret-value")]
    [InlineData("A=B", "a-secret-value")]
    [InlineData("BOTH", "a-secret-value")]
    [InlineData("NUL", "a-secret\0value")]
    [InlineData("HALF", "a-secret-with-half-a-character")]
    public async Task What_is_no_secret_for_an_environment_is_refused_without_saying_it(string name, string value)
    {
        // An attribute's text is UTF-8, and cannot hold it.
        value = string.Equals(name, "HALF", StringComparison.Ordinal) ? value + '\ud800' : value;
        var refused = await _scene.RefusedAsync(Request("true") with { Secrets = Variable(name, value), Environment = Variable("BOTH", "a-secret-value") }, ErrorCode.SpecInvalid);
        Assert.DoesNotContain("a-secret", refused.Message, StringComparison.Ordinal);
        _scene.AssertNothingLeft();
    }

    [Fact]
    public async Task A_policy_names_the_variables_that_may_be_added_and_no_other_is_seen()
    {
        Scene.NeedUnix();
        var policy = _scene.WritePolicy("\"allowed_environment\":[\"STYLE\",\"TOKEN\"],\"required\":[\"environment\"]");
        var request = Request("env") with { Policy = policy, Environment = Variable("STYLE", "bold"), Secrets = Variable("TOKEN", Secret) };
        var names = await NamesAsync(request);
        Assert.DoesNotContain(names, Operators.Contains);
        AssertHas(names, "STYLE", "TOKEN");
        foreach (var more in new[] { request with { Environment = Variable("OTHER", "x") }, request with { Secrets = Variable("OTHER", Secret) } })
        {
            var refused = await _scene.RefusedAsync(more, ErrorCode.PolicyDenied);
            Assert.Contains("'OTHER'", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
        }
    }

    private static void AssertHas(IReadOnlySet<string> names, params string[] expected) => Assert.Empty(expected.Except(names, StringComparer.Ordinal));

    private static Dictionary<string, string> Variable(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    private static void NeedConfinement()
    {
        Scene.NeedUnix();
        Assert.SkipUnless(ConfinementSupport.Find().Obstacle is null, ConfinementSupport.Find().Obstacle ?? string.Empty);
    }

    private RunRequest Request(string script) => new() { Step = Scene.Shell(script), Warning = _warnings.Add };

    private RunSpec Spec(RunInfo run) => StrictJson.Parse(File.ReadAllBytes(_scene.Layout.NodeFile(run.Record.NodeId!, NodeFiles.RunSpec)), ContractJson.Default.RunSpec, "spec");

    private async Task<HashSet<string>> NamesAsync(RunRequest request)
    {
        var run = await _scene.RunAsync(request);
        Assert.Equal("succeeded", run.Record.Status);
        return [.. (await _scene.LogAsync(run.Record.RunId)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0])];
    }

    private sealed class Lines : Execution.Steps.IStepOutput
    {
        public List<string> All { get; } = [];

        public void WriteLines(IReadOnlyList<string> lines) => All.AddRange(lines);
    }
}
