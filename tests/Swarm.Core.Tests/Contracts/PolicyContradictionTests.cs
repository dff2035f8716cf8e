using Swarm.Core.Contracts;

namespace Swarm.Core.Tests.Contracts;

/// <summary>What a certificate observed against what a policy says.</summary>
public sealed class PolicyContradictionTests
{
    private static readonly Policy Limited = PolicySamples.Policy(
        ""","route_mode":"direct","allowed_programs":["make"],"limits":{"retries":1,"run_time_seconds":60},"required":["programs"]""");

    [Fact]
    public void A_run_within_its_policy_contradicts_nothing()
    {
        Assert.Null(Limited.FindContradiction(PolicySamples.Certificate(Limited)));
        Assert.Null(PolicySamples.Policy(string.Empty).FindContradiction(PolicySamples.Certificate(PolicySamples.Policy(string.Empty))));
    }

    [Fact]
    public void No_policy_and_another_policy_contradict()
    {
        var certificate = PolicySamples.Certificate(Limited);
        AssertFound("names no policy", certificate with { Policy = null });
        AssertFound("policy at hand", certificate with { Policy = certificate.Policy! with { PolicyHash = PolicySamples.Policy(string.Empty).Hash } });
    }

    [Fact]
    public void A_rule_that_is_required_was_enforced_or_there_is_a_contradiction()
    {
        var certificate = PolicySamples.Certificate(Limited);
        var observed = certificate.Policy!;
        AssertFound("requires the rule 'programs'", certificate with { Policy = observed with { Enforced = [], Unenforced = [.. observed.Unenforced!, "programs"] } });
        AssertFound("requires the rule 'programs'", certificate with { Policy = observed with { Enforced = null, Unenforced = null } });
        AssertFound("whether the policy's rule 'route'", certificate with { Policy = observed with { Unenforced = ["run_time", "retries"] } });
        AssertFound("does not state", certificate with { Policy = observed with { Enforced = ["programs", "memory"] } });
        AssertFound("both", certificate with { Policy = observed with { Unenforced = [.. observed.Unenforced!, "programs"] } });
    }

    [Fact]
    public void Another_route_contradicts_and_so_does_none_observed()
    {
        var certificate = PolicySamples.Certificate(Limited);
        AssertFound("'client_exit'", certificate with { Network = certificate.Network! with { RouteMode = RouteModes.ClientExit } });
        AssertFound("not observed", certificate with { Network = null });
    }

    [Fact]
    public void A_sandbox_that_was_enforced_was_observed()
    {
        var policy = PolicySamples.Policy(""","sandbox":"confined","required":["sandbox"]""");
        Assert.NotNull(policy.FindContradiction(PolicySamples.Certificate(policy)));
        Assert.Null(policy.FindContradiction(PolicySamples.Certificate(policy) with { Sandbox = SandboxModes.Confined }));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(3, "1 retries")]
    [InlineData(0, "at least one")]
    [InlineData(-5, "at least one")]
    [InlineData(int.MaxValue, "1 retries")]
    public void More_attempts_than_are_allowed_contradict(int attempts, string? expected)
    {
        var certificate = PolicySamples.Certificate(Limited);
        var found = Limited.FindContradiction(certificate with { Result = certificate.Result with { Attempts = attempts } });
        Assert.Equal(expected is null, found is null);
        Assert.Contains(expected ?? string.Empty, found ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_went_on_for_hours_beyond_its_limit_contradicts()
    {
        var certificate = PolicySamples.Certificate(Limited);
        AssertFound("60 s", certificate with { Runtime = certificate.Runtime with { FinishedAt = "2026-01-01T01:01:01Z" } });
        Assert.Null(Limited.FindContradiction(certificate with { Runtime = certificate.Runtime with { FinishedAt = "2026-01-01T01:01:00Z" } }));
    }

    private static void AssertFound(string expected, Certificate certificate) =>
        Assert.Contains(expected, Limited.FindContradiction(certificate), StringComparison.Ordinal);
}
