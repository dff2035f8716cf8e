using Swarm.Backends.Tests.Server;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class ProbeTests
{
    [Fact]
    public async Task Everything_a_doctor_asks_is_learned()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.ClockSkew = TimeSpan.FromMinutes(-7);
        var probe = await github.Client.ProbeAsync(github.Repository, GitHubFixture.Cancel);
        Assert.Equal(("octo/lab", "main", true), (probe.Repository.FullName, probe.Repository.DefaultBranch, probe.Repository.Permissions!.Push));
        Assert.Equal(("operator", "2026-03-10", 4999), (probe.Login, probe.ApiVersion, probe.RequestsLeft));
        Assert.Equal(["repo", "workflow"], probe.Scopes);
        Assert.Equal(["2022-11-28", "2026-03-10"], probe.ApiVersions);
        Assert.Equal(TimeSpan.FromMinutes(-7), probe.ClockSkew);
    }

    [Fact]
    public async Task A_token_that_belongs_to_nobody_has_no_login_and_no_scopes()
    {
        await using var github = await GitHubFixture.StartAsync();
        (github.Server.Login, github.Server.Scopes) = (null, null);
        var probe = await github.Client.ProbeAsync(github.Repository, GitHubFixture.Cancel);
        Assert.Null(probe.Login);
        Assert.Null(probe.Scopes);
    }

    [Fact]
    public async Task A_token_that_is_not_known_is_said_to_be()
    {
        await using var github = await GitHubFixture.StartAsync();
        github.Server.Token = "ghp_another_token_altogether";
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubUnauthorized, () => github.Client.ProbeAsync(github.Repository, GitHubFixture.Cancel));
    }

    [Fact]
    public async Task An_environment_shows_its_branches_secrets_and_key()
    {
        await using var github = await GitHubFixture.StartAsync();
        var environment = new ServerEnvironment("swarm runner/1");
        environment.Secrets.Add("SWARM_SEALING_KEY");
        github.Hosted.Environments[environment.Name] = environment;
        Assert.True((await github.Client.GetEnvironmentAsync(github.Repository, environment.Name, GitHubFixture.Cancel)).IsBranchRestricted);
        Assert.Equal("SWARM_SEALING_KEY", Assert.Single(await github.Client.ListEnvironmentSecretsAsync(github.Repository, environment.Name, GitHubFixture.Cancel)).Name);
        Assert.Equal(Convert.ToBase64String(new byte[32]), (await github.Client.GetEnvironmentPublicKeyAsync(github.Repository, environment.Name, GitHubFixture.Cancel)).Key);
        environment.IsBranchRestricted = false;
        Assert.False((await github.Client.GetEnvironmentAsync(github.Repository, environment.Name, GitHubFixture.Cancel)).IsBranchRestricted);
        await GitHubFixture.RefusesAsync(ErrorCode.GitHubNotFound, () => github.Client.GetEnvironmentAsync(github.Repository, "other", GitHubFixture.Cancel));
    }
}
