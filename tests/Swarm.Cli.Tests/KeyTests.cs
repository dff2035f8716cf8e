using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Where keys lie, and what is said where they do not.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_store_without_its_keys_names_them_and_makes_no_others()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var recipient = _scene.Run("key", "export", "--purpose", "sealing").Expect(0).Output.Trim();
        _scene.Variables["SWARM_HOME"] = _scene["elsewhere"];
        foreach (var command in new string[][] { ["run", "list"], ["run", "launch", "--", "true"], ["init"], ["store", "check"], ["store", "repair"] })
        {
            var refused = _scene.Run(command).ExpectError(2, "KEY_INVALID");
            Assert.Contains(recipient, refused.Error, StringComparison.Ordinal);
            Assert.Contains("signing as sha256:", refused.Error, StringComparison.Ordinal);
            Assert.Contains("swarm key import", refused.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(_scene["elsewhere"], "keys")));
        Assert.Contains("key import", _scene.Run("doctor").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_of_another_profile_says_which()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        Assert.Contains("'default'", _scene.Run("run", "list", "--profile", "nobody").ExpectError(2, "KEY_INVALID").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_without_its_description_is_mended_and_never_made_anew()
    {
        var node = _scene.Launch("echo content > file", "--label", "base").Expect(0).Text("node_id")!;
        File.Delete(Path.Combine(_scene.Store, "store.json"));
        foreach (var command in new string[][] { ["run", "launch", "--", "true"], ["init"], ["run", "list"], ["store", "check"], ["store", "optimize"] })
        {
            Assert.Contains("swarm store repair", _scene.Run(command).ExpectError(3, "STORE_DAMAGED").Error, StringComparison.Ordinal);
        }

        _scene.Run("store", "repair").Expect(0);
        _scene.Run("store", "check").Expect(0);
        _scene.Resume(node, "test -e file").Expect(0);
    }

    [Fact]
    public void Keys_lie_beside_a_store_in_the_users_own_folder()
    {
        _scene.Variables.Remove("SWARM_HOME");
        _scene.Variables["HOME"] = _scene.Root;
        _scene.Run("key", "new").Expect(0);
        Assert.True(Directory.Exists(Path.Combine(_scene.Store, "keys")));

        Assert.Contains(".swarm-keys", _scene.Run("init").Expect(0).Output, StringComparison.Ordinal);

        Assert.False(Directory.Exists(Path.Combine(_scene.Store, "keys")));
        Assert.True(Directory.Exists(_scene.Store + "-keys"));
        _scene.Launch("ls -A", "--workspace", _scene.Root, "--label", "base").Expect(0);
        Assert.DoesNotContain("swarm", _scene.Run("run", "logs", "base").Expect(0).Output, StringComparison.Ordinal);
        _scene.Run("store", "check").Expect(0);
    }

    [Fact]
    public void A_fresh_users_keys_lie_beside_such_a_store_from_the_first()
    {
        _scene.Variables.Remove("SWARM_HOME");
        _scene.Variables["HOME"] = _scene.Root;
        _scene.Launch("true", "--label", "base").Expect(0);
        Assert.False(Directory.Exists(Path.Combine(_scene.Store, "keys")));
        Assert.True(Directory.Exists(Path.Combine(_scene.Store + "-keys", "default")));
    }

    [Fact]
    public void A_root_that_is_not_there_is_refused_and_one_that_is_gets_its_store()
    {
        var missing = _scene["missing"];
        _scene.Run("run", "launch", "--root", missing, "--", "true").ExpectError(2, "PATH_INVALID");
        _scene.Run("run", "list", "--root", missing).ExpectError(2, "PATH_INVALID");
        Assert.False(Directory.Exists(missing));
        Assert.False(Directory.Exists(_scene.Variables["SWARM_HOME"]));
        Directory.CreateDirectory(missing);
        _scene.Run("run", "launch", "--root", missing, "--", "true").Expect(0);
    }

    [Fact]
    public void Another_users_store_is_not_yours_to_read()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may read everything.");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no POSIX modes.");
            return;
        }

        _scene.Launch("true", "--label", "base").Expect(0);
        File.SetUnixFileMode(_scene.Store, UnixFileMode.None);
        try
        {
            Assert.Contains("not yours to read", _scene.Run("run", "list").ExpectError(4, "STORE_UNREADABLE").Error, StringComparison.Ordinal);
            _scene.Run("run", "launch", "--", "true").ExpectError(4, "STORE_UNREADABLE");
        }
        finally
        {
            File.SetUnixFileMode(_scene.Store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
