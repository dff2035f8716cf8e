using System.Text.Json;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class SetupTests : IDisposable
{
    private readonly Scene _scene = new();

    [Fact]
    public void Init_makes_keys_and_store_once()
    {
        var first = _scene.Run("init", "--json").Expect(0);
        Assert.Equal(["root", "store", "profile", "operator_key", "recipient", "is_new", "has_new_keys"], first.AddedKeys);
        Assert.True(first.Json.GetProperty("is_new").GetBoolean());
        Assert.True(first.Json.GetProperty("has_new_keys").GetBoolean());
        Assert.Equal(_scene.Root, first.Text("root"));
        Assert.All(CommandResult.StableKeys.SkipLast(1), key => Assert.Equal(JsonValueKind.Null, first.Json.GetProperty(key).ValueKind));
        Assert.StartsWith("ed25519:", first.Text("operator_key"), StringComparison.Ordinal);
        Assert.StartsWith("age1", first.Text("recipient"), StringComparison.Ordinal);
        var second = _scene.Run("init", "--json").Expect(0);
        Assert.False(second.Json.GetProperty("is_new").GetBoolean());
        Assert.Equal(first.Text("operator_key"), second.Text("operator_key"));
        Assert.Empty(_scene.Run("init", "--quiet").Expect(0).Output);
    }

    [Fact]
    public void The_root_is_named_or_found_above_the_current_folder()
    {
        var other = Directory.CreateDirectory(_scene["other"]).FullName;
        Assert.Equal(other, _scene.Run("init", "--json", "--root", other).Expect(0).Text("root"));
        Assert.Equal(other, _scene.Run("--root", "../other", "--json", "init").Expect(0).Text("root"));
        _scene.Variables["SWARM_ROOT"] = other;
        Assert.Equal(other, _scene.Run("init", "--json").Expect(0).Text("root"));
        _scene.Run("init", "--root", _scene["nowhere"]).ExpectError(2, "PATH_INVALID");
    }

    [Fact]
    public void Settings_are_shown_with_their_source_and_set()
    {
        var changed = _scene.Run("config", "set", "lock_timeout_seconds", "7", "--json").Expect(0);
        Assert.Equal(["path", "settings"], changed.AddedKeys);
        Assert.Equal(("7", "file"), Setting("lock_timeout_seconds"));
        _scene.Variables["SWARM_LOCK_TIMEOUT_SECONDS"] = "9";
        Assert.Equal(("9", "SWARM_LOCK_TIMEOUT_SECONDS"), Setting("lock_timeout_seconds"));
        _scene.Variables.Remove("SWARM_LOCK_TIMEOUT_SECONDS");
        _scene.Run("config", "set", "lock_timeout_seconds").Expect(0);
        Assert.Equal(("30", "default"), Setting("lock_timeout_seconds"));
        Assert.Matches(@"(?m)^SETTING +VALUE +SOURCE$", _scene.Run("config", "show").Expect(0).Output);
        _scene.Run("config", "set", "lock_timeout_seconds", "soon").ExpectError(2, "CONFIGURATION_INVALID");
        _scene.Run("config", "set", "nonsense", "1").ExpectError(2, "CONFIGURATION_INVALID");
        _scene.Write("home/config.json", """{"profile":"a","profile":"b"}""");
        _scene.Run("config", "show", "--json").ExpectError(2, "CONFIGURATION_INVALID");

        (string? Value, string? Source) Setting(string name)
        {
            var setting = _scene.Run("config", "show", "--json").Expect(0).Json.GetProperty("settings").EnumerateArray()
                .Single(setting => setting.GetProperty("name").GetString() == name);
            return (setting.GetProperty("value").GetString(), setting.GetProperty("source").GetString());
        }
    }

    [Fact]
    public void Keys_are_made_listed_and_exported()
    {
        var made = _scene.Run("key", "new", "work", "--json").Expect(0);
        Assert.Equal(["keys"], made.AddedKeys);
        var key = Assert.Single(made.Json.GetProperty("keys").EnumerateArray());
        Assert.Equal(["name", "operator_key", "recipient", "created_at"], key.EnumerateObject().Select(member => member.Name));
        _scene.Run("key", "new", "--profile", "work").ExpectError(2, "KEY_INVALID");
        _scene.Run("key", "new").Expect(0);
        Assert.Equal("default\nwork\n", _scene.Run("key", "list", "--quiet").Expect(0).Output.ReplaceLineEndings("\n"));
        Assert.Equal(key.GetProperty("operator_key").GetString(), _scene.Run("key", "export", "work").Expect(0).Output.Trim());
        Assert.Equal(
            key.GetProperty("recipient").GetString(),
            _scene.Run("key", "export", "work", "--purpose", "sealing", "--json").Expect(0).Text("key"));
        _scene.Run("key", "export", "nobody").ExpectError(2, "KEY_INVALID");
    }

    [Fact]
    public void A_private_key_goes_to_a_file_of_its_owner_alone_and_nowhere_else()
    {
        _scene.Run("key", "new").Expect(0);
        var exported = _scene.Run("key", "export", "--purpose", "sealing", "--secret-to", "identity.txt", "--json").Expect(0);
        Assert.Equal(["key", "secret_path"], exported.AddedKeys);
        var secret = File.ReadAllText(exported.Text("secret_path")!).Trim();
        Assert.StartsWith("AGE-SECRET-KEY-1", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, exported.Output + exported.Error, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(exported.Text("secret_path")!));
        }

        _scene.Run("key", "export", "--secret-to", "identity.txt").ExpectError(2, "PATH_INVALID");
    }

    [Fact]
    public void The_doctor_names_every_check()
    {
        var doctor = _scene.Run("doctor", "--json").Expect(0);
        Assert.Equal(["checks"], doctor.AddedKeys);
        var checks = doctor.Json.GetProperty("checks").EnumerateArray().ToArray();
        Assert.Equal(["name", "status", "detail", "remedy"], checks[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal("ok", checks[0].GetProperty("status").GetString());
        Assert.Matches(@"(?m)^CHECK +STATUS +DETAIL$", _scene.Run("doctor").Expect(0).Output);
        _scene.Write("home/config.json", "{");
        Assert.Equal(1, _scene.Run("doctor").ExitCode);
    }

    [Fact]
    public void The_quick_start_shows_the_product_and_leaves_nothing()
    {
        var shown = _scene.Run("quickstart").Expect(0);
        Assert.Contains("Launch", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("INVALID", shown.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scene.Store));
        Assert.False(Directory.Exists(_scene["home"]));
        var json = _scene.Run("quickstart", "--json").Expect(0);
        Assert.Equal(["is_valid"], json.AddedKeys);
        Assert.Contains("Launch", json.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();
}
