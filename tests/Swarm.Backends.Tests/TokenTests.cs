using System.Security;
using System.Text.Json;
using Swarm.Backends.GitHub;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class TokenTests
{
    private const string Canary = "ghp_CanaryCanaryCanaryCanaryCanaryCana";

    [Fact]
    public async Task A_given_token_comes_before_all_others()
    {
        using var given = Secure(Canary);
        var token = await Source(("GH_TOKEN", "ghp_another0000")).FindAsync(given, GitHubHost.Public, GitHubFixture.Cancel);
        Assert.Equal("the call", token.Source);
        Assert.Equal("[token]", token.Redact(Canary));
    }

    [Fact]
    public async Task GH_TOKEN_comes_before_GITHUB_TOKEN()
    {
        var both = await Source(("GITHUB_TOKEN", "ghp_second000"), ("GH_TOKEN", Canary)).FindAsync(null, GitHubHost.Public, GitHubFixture.Cancel);
        Assert.Equal("GH_TOKEN", both.Source);
        var second = await Source(("GITHUB_TOKEN", Canary), ("GH_TOKEN", "")).FindAsync(null, GitHubHost.Public, GitHubFixture.Cancel);
        Assert.Equal("GITHUB_TOKEN", second.Source);
    }

    [Fact]
    public async Task A_server_of_ones_own_has_a_token_of_its_own()
    {
        var source = Source(("GH_TOKEN", "ghp_public0000"), ("GH_ENTERPRISE_TOKEN", Canary));
        Assert.Equal("GH_ENTERPRISE_TOKEN", (await source.FindAsync(null, GitHubHost.Parse("github.example.com"), GitHubFixture.Cancel)).Source);
        Assert.Equal("GH_TOKEN", (await source.FindAsync(null, GitHubHost.Public, GitHubFixture.Cancel)).Source);
    }

    [Fact]
    public async Task The_command_of_GitHub_is_asked_last_and_for_the_host()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for gh is a shell script.");
        var folder = Directory.CreateTempSubdirectory("swarm-gh-").FullName;
        try
        {
            var program = Path.Combine(folder, "gh");
            await File.WriteAllTextAsync(program, $"#!/bin/sh\n[ \"$*\" = 'auth token --hostname github.example.com' ] || exit 1\necho noise >&2\necho {Canary}\n", GitHubFixture.Cancel);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            var source = Source(("PATH", $"relative:{folder}"));
            var token = await source.FindAsync(null, GitHubHost.Parse("github.example.com"), GitHubFixture.Cancel);
            Assert.Equal("[token]", token.Redact(Canary));
            Assert.Equal("'gh auth token'", token.Source);
            await GitHubFixture.RefusesAsync(ErrorCode.GitHubUnauthorized, () => source.FindAsync(null, GitHubHost.Public, GitHubFixture.Cancel));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Without_any_the_message_says_what_to_do()
    {
        var exception = await GitHubFixture.RefusesAsync(
            ErrorCode.GitHubUnauthorized, () => Source(("PATH", "/nowhere")).FindAsync(null, GitHubHost.Public, GitHubFixture.Cancel));
        Assert.Contains("GH_TOKEN", exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, exception.ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tiny77")]
    [InlineData("ghp_with space inside")]
    [InlineData("ghp_line\r\nInjected: header")]
    [InlineData("ghp_ünïcode0000")]
    public void What_cannot_be_a_token_is_refused_and_not_shown(string text)
    {
        var exception = Assert.Throws<SwarmException>(() => GitHubToken.FromText(text, "GH_TOKEN"));
        Assert.Equal("GH_UNAUTHORIZED", exception.Code);
        Assert.True(text.Length == 0 || !exception.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_prints_and_serialises_as_where_it_came_from()
    {
        var token = GitHubToken.FromText(Canary, "GH_TOKEN");
        var options = new GitHubClientOptions { Token = token };
        Assert.DoesNotContain(Canary, $"{token}{options}{JsonSerializer.Serialize(token)}", StringComparison.Ordinal);
        Assert.Contains("GH_TOKEN", token.ToString(), StringComparison.Ordinal);
    }

    private static GitHubTokenSource Source(params (string Name, string Value)[] variables) =>
        new(name => variables.FirstOrDefault(variable => variable.Name == name).Value);

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var character in text)
        {
            secure.AppendChar(character);
        }

        return secure;
    }
}
