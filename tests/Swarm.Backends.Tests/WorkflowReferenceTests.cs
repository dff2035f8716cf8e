using Swarm.Backends.GitHub;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests;

public sealed class WorkflowReferenceTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public void A_pinned_reference_is_read()
    {
        var reference = WorkflowReference.Parse($"octo-org/lab.x/.github/workflows/swarm-run.yml@{Commit}", "release/1.0");
        Assert.Equal("octo-org/lab.x", reference.Repository.ToString());
        Assert.Equal((".github/workflows/swarm-run.yml", "swarm-run.yml", Commit, "release/1.0"), (reference.Path, reference.FileName, reference.Commit, reference.DispatchRef));
        Assert.Equal($"octo-org/lab.x/.github/workflows/swarm-run.yml@{Commit}", reference.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void None_is_required(string? text) => Refuses(ErrorCode.WorkflowRefRequired, text);

    [Theory]
    [InlineData("o/r/.github/workflows/x.yml")]
    [InlineData("o/r/.github/workflows/x.yml@main")]
    [InlineData("o/r/.github/workflows/x.yml@v1")]
    [InlineData("o/r/.github/workflows/x.yml@0123456789abcdef")]
    [InlineData("o/r/.github/workflows/x.yml@0123456789ABCDEF0123456789abcdef01234567")]
    [InlineData("o/r/.github/workflows/x.yml@0123456789abcdef0123456789abcdef01234567\n")]
    [InlineData("o/r/.github/workflows/x.yml@0123456789abcdef0123456789abcdef012345678")]
    [InlineData("o/r/.github/workflows/x.yml@@0123456789abcdef0123456789abcdef01234567")]
    public void An_unpinned_one_is_refused(string text) => Refuses(ErrorCode.WorkflowRefUnpinned, text);

    [Theory]
    [InlineData("o/r/x.yml@")]
    [InlineData("r/.github/workflows/x.yml@")]
    [InlineData("o/../.github/workflows/x.yml@")]
    [InlineData("o/r/.github/workflows/../x.yml@")]
    [InlineData("o/r/.github/workflows/sub/x.yml@")]
    [InlineData("o/r/.github/workflows/x.txt@")]
    [InlineData("o/r/.github/workflows/.yml@")]
    [InlineData("o/r/.github/workflows/x.yml?a=b@")]
    [InlineData("https://github.com/o/r/.github/workflows/x.yml@")]
    [InlineData("o r/r/.github/workflows/x.yml@")]
    public void One_of_another_form_is_refused(string text) => Refuses(ErrorCode.WorkflowRefInvalid, text + Commit);

    [Theory]
    [InlineData("a..b")]
    [InlineData("../main")]
    [InlineData("a b")]
    [InlineData("a?b")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a.lock")]
    [InlineData("a@{1}")]
    [InlineData("")]
    public void What_git_takes_for_no_name_is_not_dispatched(string name)
    {
        var exception = Assert.Throws<SwarmException>(() => WorkflowReference.Parse($"o/r/.github/workflows/x.yml@{Commit}", name));
        Assert.Equal("WORKFLOW_REF_INVALID", exception.Code);
        Assert.Equal(2, exception.ExitCode);
    }

    [Theory]
    [InlineData(null, "github.com", "https://api.github.com/", false)]
    [InlineData("https://github.com/", "github.com", "https://api.github.com/", false)]
    [InlineData("acme.ghe.com", "acme.ghe.com", "https://api.acme.ghe.com/", false)]
    [InlineData("GitHub.Example.com", "github.example.com", "https://github.example.com/api/v3/", true)]
    [InlineData("github.example.com:8443", "github.example.com:8443", "https://github.example.com:8443/api/v3/", true)]
    [InlineData("http://127.0.0.1:5000", "127.0.0.1:5000", "http://127.0.0.1:5000/api/v3/", true)]
    public void A_host_has_its_api(string? value, string name, string api, bool isOwn)
    {
        var host = GitHubHost.Parse(value);
        Assert.Equal((name, api, isOwn), (host.Name, host.ApiAddress.AbsoluteUri, host.IsEnterpriseServer));
    }

    [Theory]
    [InlineData("http://github.example.com")]
    [InlineData("http://10.0.0.1")]
    [InlineData("ftp://github.example.com")]
    [InlineData("github.example.com/evil")]
    [InlineData("user@github.example.com")]
    [InlineData("github.example.com?x")]
    [InlineData("git hub")]
    [InlineData("github.com:99999")]
    public void A_host_that_is_none_is_refused(string value) =>
        Assert.Equal("CONFIGURATION_INVALID", Assert.Throws<SwarmException>(() => GitHubHost.Parse(value)).Code);

    private static void Refuses(ErrorCode code, string? text)
    {
        var exception = Assert.Throws<SwarmException>(() => WorkflowReference.Parse(text));
        Assert.Equal(code.Name, exception.Code);
        Assert.Equal(2, exception.ExitCode);
        Assert.Contains(".github/workflows/", exception.Message, StringComparison.Ordinal);
    }
}
