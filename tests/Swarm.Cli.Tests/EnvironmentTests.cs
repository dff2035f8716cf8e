using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>What a step's environment is made of on the command line, and how a failure is told.</summary>
public sealed class EnvironmentTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Variables_and_secrets_are_named_and_a_secret_is_never_said()
    {
        _scene.Variables["STYLE_OF_TEST"] = "bold";
        _scene.Variables["TOKEN_OF_TEST"] = "the-canary-of-the-test";
        var run = _scene.Launch("echo $STYLE_OF_TEST $TOKEN_OF_TEST $MORE", "--env", "STYLE_OF_TEST", "--env", "MORE=a=b", "--secret", "TOKEN_OF_TEST").Expect(0);
        Assert.Equal("bold *** a=b\n", run.Error);
        Assert.DoesNotContain("the-canary", run.Output, StringComparison.Ordinal);
        var specs = Directory.EnumerateFiles(_scene.Store, "run_spec.json", SearchOption.AllDirectories);
        Assert.Contains("\"secret_names\":[\"TOKEN_OF_TEST\"]", File.ReadAllText(Assert.Single(specs)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--secret", "NOT_SET_OF_TEST", "not set")]
    [InlineData("--env", "NOT_SET_OF_TEST", "not set")]
    [InlineData("--secret", "NAME=the-canary", "without a value")]
    [InlineData("--env", "=x", "NAME=VALUE")]
    public void What_names_no_variable_is_refused(string option, string value, string says)
    {
        var refused = _scene.Launch("true", option, value).ExpectError(2, "SPEC_INVALID");
        Assert.Contains(says, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the-canary", refused.Error + refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clean_environment_has_none_of_the_operators_variables()
    {
        _scene.Variables["GH_TOKEN"] = "the-token-of-the-operator";
        Assert.Contains("GH_TOKEN=", _scene.Launch("env", "--label", "open").Expect(0).Error, StringComparison.Ordinal);
        var clean = _scene.Launch("env", "--label", "clean", "--clean-environment").Expect(0).Error;
        Assert.DoesNotContain("GH_TOKEN=", clean, StringComparison.Ordinal);
        Assert.Contains("PATH=", clean, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quiet_failure_says_why()
    {
        var failed = _scene.Run("run", "launch", "--quiet", "--", "sh", "-c", "for i in $(seq 1 25); do echo line $i; done; exit 3");
        Assert.Equal(7, failed.ExitCode);
        Assert.Equal([.. Enumerable.Range(6, 20).Select(number => $"  | line {number}")], failed.Error.Split('\n').Where(line => line.StartsWith("  | ", StringComparison.Ordinal)));

        // What was shown while it ran is not shown again.
        var shown = _scene.Launch("echo the reason; exit 3", "--label", "shown").ExpectError(7, "STEP_FAILED");
        Assert.Equal(2, shown.Error.Split("the reason").Length);
        Assert.Equal(["line 24", "line 25"], _scene.Run("run", "logs", "main", "--tail", "2").Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        _scene.Run("run", "logs", "main", "--tail", "-1").ExpectError(2, "SPEC_INVALID");
    }

    [Fact]
    public void A_second_tip_warns_and_a_selector_names_one()
    {
        Assert.DoesNotContain("warning", _scene.Launch("echo 1 > f", "--label", "base").Expect(0).Error, StringComparison.Ordinal);
        var second = _scene.Launch("echo 2 > f", "--label", "base").Expect(0);
        Assert.Contains("warning: Branch 'base' has 2 tips", second.Error, StringComparison.Ordinal);
        Assert.Equal("2\n", _scene.Resume("base@latest", "cat f").Expect(0).Error.Split("swarm: ")[0]);
        Assert.Equal("1\n", _scene.Resume("branch:base@{2}", "cat f", "--label", "other").Expect(0).Error);
    }
}
