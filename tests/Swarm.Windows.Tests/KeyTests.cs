using System.Text;
using Swarm.Windows.Tests.Support;

namespace Swarm.Windows.Tests;

/// <summary>Private keys, which Windows protects for their user.</summary>
public sealed class KeyTests(WindowsMachine machine) : IDisposable
{
    private readonly WindowsScene _scene = machine.MakeScene();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Keys_are_protected_and_open_in_another_process()
    {
        (await _scene.SwarmAsync("init")).Expect(0);
        var files = Directory.GetFiles(_scene["home"], "secret.*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            Assert.Equal("secret.dpapi", Path.GetFileName(file));
            var content = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.DoesNotContain("ed25519", content, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("AGE-SECRET-KEY", content, StringComparison.OrdinalIgnoreCase);
        });
        (await _scene.SwarmAsync("run", "launch", "--", "cmd", "/c", "exit 0")).Expect(0);
        (await _scene.SwarmAsync("verify", "run", "branch:main", "--require", "signature")).Expect(0);
    }

    [Fact]
    public async Task A_damaged_key_is_refused_by_name()
    {
        (await _scene.SwarmAsync("init")).Expect(0);
        foreach (var file in Directory.GetFiles(_scene["home"], "secret.dpapi", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            content[^1] ^= 1;
            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        }

        var refused = await _scene.SwarmAsync("run", "launch", "--json", "--", "cmd", "/c", "exit 0");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("KEY_INVALID", refused.Output, StringComparison.Ordinal);
        Assert.Contains("secret.dpapi", refused.Output + refused.Error, StringComparison.Ordinal);
    }
}
