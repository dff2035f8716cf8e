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
        Assert.Equal(["root", "store", "profile", "operator_key", "recipient", "is_new", "has_new_keys", "moved_keys"], first.AddedKeys);
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
    public void Git_leaves_a_new_store_out_of_the_repository_around_it()
    {
        Git("init", "--quiet");
        _scene.Run("init").Expect(0);
        File.WriteAllText(Path.Combine(_scene.Root, "work.txt"), "x");
        Assert.Equal("?? work.txt\n", Git("status", "--porcelain", "--untracked-files=all"));
        _scene.Run("store", "check").Expect(0);
        File.Delete(Path.Combine(_scene.Store, ".gitignore"));
        _scene.Run("store", "check").Expect(0);
    }

    [Theory]
    [InlineData("--github", ".github/workflows/swarm-run.yml")]
    [InlineData("--gitlab", ".gitlab-ci.yml")]
    public void Init_writes_a_workflow_and_the_runners_key(string service, string path)
    {
        var repository = Directory.CreateDirectory(_scene["lab"]).FullName;
        var first = _scene.Run("init", service, "--path", "../lab", "--json").Expect(0);
        Assert.Equal(["path", "recipient", "secret_name", "environment", "key_file", "is_new", "has_new_key", "commands"], first.AddedKeys);
        var file = Path.Combine(repository, path.Replace('/', Path.DirectorySeparatorChar));
        Assert.Equal((file, "SWARM_SEALING_KEY", "swarm"), (first.Text("path"), first.Text("secret_name"), first.Text("environment")));
        Assert.True(File.Exists(file));
        Assert.Equal(first.Text("recipient"), Setting("runner_recipient"));

        // The key is in its file alone, and nobody else's to read.
        var keyFile = first.Text("key_file")!;
        var key = File.ReadAllLines(keyFile).Last();
        Assert.Equal(first.Text("recipient"), Cryptography.Age.AgeIdentity.Parse(key).Recipient.ToString());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keyFile));
        }

        Assert.Contains(first.Json.GetProperty("commands").EnumerateArray(), command => command.GetString()!.Contains(keyFile, StringComparison.Ordinal));
        Assert.DoesNotContain(key, first.Output + first.Error + File.ReadAllText(file) + File.ReadAllText(_scene["home/config.json"]), StringComparison.Ordinal);

        // Again it changes nothing.
        var second = _scene.Run("init", service, "--path", repository, "--json").Expect(0);
        Assert.Equal((false, false), (second.Json.GetProperty("is_new").GetBoolean(), second.Json.GetProperty("has_new_key").GetBoolean()));
        Assert.Equal((first.Text("recipient"), keyFile), (second.Text("recipient"), second.Text("key_file")));

        // A workflow of one's own is not lost.
        File.AppendAllText(file, "# mine\n");
        _scene.Run("init", service, "--path", repository).ExpectError(2, "PATH_INVALID");
        Assert.EndsWith("# mine\n", File.ReadAllText(file), StringComparison.Ordinal);
        var forced = _scene.Run("init", service, "--path", repository, "--force", "--new-key", "--json").Expect(0);
        Assert.DoesNotContain("# mine", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.NotEqual(first.Text("recipient"), forced.Text("recipient"));
        Assert.Equal(forced.Text("recipient"), Setting("runner_recipient"));
        Assert.True(File.Exists(keyFile));
    }

    [Fact]
    public void A_workflow_is_refused_where_it_would_go_wrong()
    {
        var repository = Directory.CreateDirectory(_scene["lab"]).FullName;
        _scene.Run("init", "--github", "--gitlab").ExpectError(2, "SPEC_INVALID");
        _scene.Run("init", "--path", repository).ExpectError(2, "SPEC_INVALID");
        _scene.Run("init", "--github", "--path", _scene["nowhere"]).ExpectError(2, "PATH_INVALID");
        _scene.Run("init", "--github", "--path", repository, "--key-file", Path.Combine(repository, "key.txt")).ExpectError(2, "PATH_INVALID");
        var taken = _scene.Write("taken.txt", "taken");
        _scene.Run("init", "--github", "--path", repository, "--key-file", taken).ExpectError(2, "PATH_INVALID");
        Assert.Equal("taken", File.ReadAllText(taken));
        Assert.Empty(Directory.EnumerateFileSystemEntries(repository));
        Assert.Null(Setting("runner_recipient"));
        var named = _scene.Run("init", "--github", "--path", repository, "--key-file", _scene["key.txt"], "--json").Expect(0);
        Assert.Equal(_scene["key.txt"], named.Text("key_file"));
        _scene.Run("init", "--github", "--path", repository, "--key-file", _scene["other.txt"]).ExpectError(2, "KEY_INVALID");
        Assert.False(File.Exists(_scene["other.txt"]));
        Assert.Null(_scene.Run("init", "--github", "--path", repository, "--json").Expect(0).Text("key_file"));
    }

    [Fact]
    public void The_remote_settings_are_held_to_their_form()
    {
        const string Pin = "octo/lab/.github/workflows/swarm-run.yml@0123456789012345678901234567890123456789";
        _scene.Run("config", "set", "workflow_ref", Pin).Expect(0);
        Assert.Equal(Pin, Setting("workflow_ref"));
        _scene.Run("config", "set", "workflow_ref", "octo/lab/.github/workflows/swarm-run.yml@main").ExpectError(2, "WORKFLOW_REF_UNPINNED");
        _scene.Run("config", "set", "runner_recipient", "age1nonsense").ExpectError(2, "KEY_INVALID");
        _scene.Variables["SWARM_WORKFLOW_REF"] = "octo/lab";
        _scene.Run("config", "show").Expect(0);
        _scene.Run("run", "list").Expect(2);
    }

    private string? Setting(string name) => _scene.Run("config", "show", "--json").Expect(0).Json.GetProperty("settings").EnumerateArray()
        .Single(setting => setting.GetProperty("name").GetString() == name).GetProperty("value").GetString();

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
        Assert.Equal(["name", "operator_key", "recipient", "created_at", "vault"], key.EnumerateObject().Select(member => member.Name));
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

    [Fact]
    public void The_quick_start_ends_with_commands_that_work_where_it_was_started_and_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A Unix shell types them.");
        var shown = _scene.Run("quickstart").Expect(0).Output;
        string[] commands = [.. shown.Split('\n').Where(line => line.StartsWith("  dotnet ", StringComparison.Ordinal))];
        Assert.Equal(4, commands.Length);
        for (var round = 0; round < 2; round++)
        {
            var typed = _scene.RunProgram("sh", "-euc", string.Join('\n', commands)).Expect(0);
            Assert.Matches("(?m)^verdict +valid$", typed.Output);
            Assert.Contains("first", typed.Output, StringComparison.Ordinal);
        }
    }

    private string Git(params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("git", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = _scene.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        return Scene.Finish(process).Expect(0).Output;
    }

    public void Dispose() => _scene.Dispose();
}
