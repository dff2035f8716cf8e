using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Keys;
using Swarm.Cryptography.Signing;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Keys;

public sealed class KeyVaultTests : IDisposable
{
    private static readonly DateTimeOffset Moment = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly KeyVault _vault;

    public KeyVaultTests() => _vault = OpenVault();

    private string VaultPath => _folder.Combine("keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_profile_is_made_in_one_go_and_opens_in_another_vault_over_the_folder()
    {
        Assert.False(_vault.Exists(KeyVault.DefaultName));
        Assert.Empty(_vault.List());
        var created = _vault.Create(KeyVault.DefaultName, new SequenceRandomSource(Samples.Secret, Samples.Secret));
        Assert.Equal((KeyVault.DefaultName, Moment), (created.Name, created.CreatedAt));
        Assert.Equal((Samples.VerificationKeyText, Samples.Recipient), (created.VerificationKey.ToString(), created.Recipient.ToString()));

        var vault = OpenVault();
        Assert.True(vault.Exists(KeyVault.DefaultName));
        Assert.Equal(created, vault.GetPublic(KeyVault.DefaultName));
        Assert.Equal([created], vault.List());
        using var operatorKey = vault.OpenOperator(KeyVault.DefaultName);
        using var sealingKey = vault.OpenSealing(KeyVault.DefaultName);
        Assert.Equal(created.VerificationKey, operatorKey.PublicKey);
        Assert.Equal(created.Recipient, sealingKey.Recipient);
    }

    [Fact]
    public void A_private_half_that_is_another_key_is_refused()
    {
        _vault.Create("first", RandomSource.System);
        _vault.Create("second", RandomSource.System);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Directory.GetFiles(_vault.Folder, "public.json", SearchOption.AllDirectories)[0])!, "secret.*"))
        {
            File.Copy(Directory.GetFiles(Path.Combine(_vault.Folder, file.Contains("first", StringComparison.Ordinal) ? "second" : "first"), "secret.*")[0], file, overwrite: true);
            var name = Path.GetFileName(Path.GetDirectoryName(file))!;
            AssertRefused(ErrorCode.KeyInvalid, () => _vault.OpenOperator(name));
            AssertRefused(ErrorCode.KeyInvalid, () => _vault.OpenSealing(name));
        }
    }

    [Fact]
    public void Exports_are_the_written_forms_and_import_makes_the_same_profile_elsewhere()
    {
        _vault.Create("first", new SequenceRandomSource(Samples.Secret, Samples.Secret));
        Assert.Equal(Samples.VerificationKeyText, _vault.ExportPublic("first", KeyPurpose.Operator));
        Assert.Equal(Samples.Recipient, _vault.ExportPublic("first", KeyPurpose.Sealing));
        Assert.Equal(Samples.SigningKeyText, _vault.ExportSecret("first", KeyPurpose.Operator));
        Assert.Equal(Samples.Identity, _vault.ExportSecret("first", KeyPurpose.Sealing));

        using var operatorKey = SigningKey.Parse(Samples.SigningKeyText);
        using var sealingKey = AgeIdentity.Parse(Samples.Identity);
        Assert.Equal(_vault.GetPublic("first") with { Name = "second" }, _vault.Import("second", operatorKey, sealingKey));
        Assert.Equal(Samples.Identity, _vault.ExportSecret("second", KeyPurpose.Sealing));
        Assert.Equal("second", _vault.Import("second", operatorKey, sealingKey).Name);
        using var other = SigningKey.Create(RandomSource.System);
        AssertRefused(ErrorCode.KeyInvalid, () => _vault.Import("second", other, sealingKey));
        Assert.Equal(Samples.SigningKeyText, _vault.ExportSecret("second", KeyPurpose.Operator));
        Assert.Equal(["first", "second"], _vault.List().Select(keys => keys.Name));
    }

    [Fact]
    public void Creating_a_profile_again_changes_nothing()
    {
        var first = _vault.Create("profile", RandomSource.System);
        Assert.Equal(first, _vault.Create("profile", new SequenceRandomSource()));
    }

    [Fact]
    public async Task Of_many_that_create_one_profile_at_once_all_get_the_winner()
    {
        for (var round = 0; round < 10; round++)
        {
            var name = $"profile-{round}";
            using var barrier = new Barrier(8);
            var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    return OpenVault().Create(name, RandomSource.System);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            Assert.Single(created.Distinct());
            using var operatorKey = _vault.OpenOperator(name);
            Assert.Equal(operatorKey.PublicKey, created[0].VerificationKey);
            using var sealingKey = _vault.OpenSealing(name);
            Assert.Equal(sealingKey.Recipient, created[0].Recipient);
        }

        Assert.Equal(10, Directory.GetFileSystemEntries(VaultPath).Length);
    }

    [Fact]
    public void Only_the_owner_may_enter_the_folders_or_read_the_secrets()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows protects the file with DPAPI instead.");
        _vault.Create("profile", RandomSource.System);
        const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(OwnerFile, GetMode(SecretPath("profile")));
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, GetMode(Path.Combine(VaultPath, "profile")));
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, GetMode(VaultPath));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_secret_that_others_can_reach_is_refused_with_the_remedy(UnixFileMode added)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows protects the file with DPAPI instead.");
        _vault.Create("profile", RandomSource.System);
        var path = SecretPath("profile");
        SetMode(path, GetMode(path) | added);
        var exception = AssertRefused(ErrorCode.KeyExposed, () => _vault.OpenOperator("profile"));
        Assert.Contains($"chmod 600 {path}", exception.Message, StringComparison.Ordinal);
        AssertRefused(ErrorCode.KeyExposed, () => _vault.OpenSealing("profile"));
        AssertRefused(ErrorCode.KeyExposed, () => _vault.ExportSecret("profile", KeyPurpose.Sealing));
        Assert.NotNull(_vault.GetPublic("profile"));
        SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _vault.OpenOperator("profile").Dispose();
    }

    [Fact]
    public void A_folder_that_others_can_change_is_refused_with_the_remedy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows protects the file with DPAPI instead.");
        _vault.Create("profile", RandomSource.System);
        SetMode(VaultPath, GetMode(VaultPath) | UnixFileMode.OtherWrite);
        var exception = AssertRefused(ErrorCode.KeyExposed, () => _vault.OpenOperator("profile"));
        Assert.Contains($"chmod 700 {VaultPath}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("dot.")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("é")]
    [InlineData("NUL")]
    [InlineData("com1.keys")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_malformed_name_is_refused_everywhere(string name)
    {
        AssertRefused(ErrorCode.KeyInvalid, () => _vault.Create(name, RandomSource.System));
        AssertRefused(ErrorCode.KeyInvalid, () => _vault.GetPublic(name));
        AssertRefused(ErrorCode.KeyInvalid, () => _vault.OpenOperator(name));
        AssertRefused(ErrorCode.KeyInvalid, () => _vault.Exists(name));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.b_c-D9")]
    [InlineData("console")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_well_formed_name_is_accepted(string name) => Assert.Equal(name, _vault.Create(name, RandomSource.System).Name);

    [Fact]
    public void A_profile_that_is_not_there_is_told_with_the_remedy()
    {
        var exception = AssertRefused(ErrorCode.KeyInvalid, () => _vault.OpenOperator("missing"));
        Assert.Contains("missing", exception.Message, StringComparison.Ordinal);
        AssertRefused(ErrorCode.KeyInvalid, () => _vault.GetPublic("missing"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"type":"swarm-secret-keys-v2","operator":"x","sealing":"x"}""")]
    [InlineData("""{"type":"swarm-secret-keys-v1","operator":"x","sealing":"x"}""")]
    [InlineData("""{"type":"swarm-secret-keys-v1","operator":"x","sealing":"x","extra":1}""")]
    public void A_damaged_file_is_refused(string content)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the file is opaque.");
        _vault.Create("profile", RandomSource.System);
        File.WriteAllText(SecretPath("profile"), content);
        File.WriteAllText(Path.Combine(VaultPath, "profile", "public.json"), content);
        AssertRefused(ErrorCode.KeyInvalid, () => _vault.OpenOperator("profile"));
        AssertRefused(ErrorCode.KeyInvalid, () => _vault.OpenSealing("profile"));
        AssertRefused(ErrorCode.KeyInvalid, () => _vault.GetPublic("profile"));
    }

    [Fact]
    public void What_a_process_left_that_died_while_creating_is_no_profile_and_in_nobodys_way()
    {
        Directory.CreateDirectory(Path.Combine(VaultPath, ".abcdefgh.ijk"));
        Directory.CreateDirectory(Path.Combine(VaultPath, "empty"));
        _vault.Create("profile", RandomSource.System);
        Assert.Equal("profile", Assert.Single(_vault.List()).Name);
    }

    [Fact]
    public void A_vault_that_cannot_be_written_is_told_with_its_path()
    {
        File.WriteAllText(VaultPath, "a file where the folder should be");
        var exception = AssertRefused(ErrorCode.StoreUnwritable, () => _vault.Create("profile", RandomSource.System));
        Assert.Contains(VaultPath, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Private_halves_lie_in_another_vault_where_one_is_named()
    {
        var elsewhere = new MemoryVault();
        var vault = OpenVault(elsewhere);
        var created = vault.Create("profile", RandomSource.System, "personal");
        Assert.Equal(("personal", created), (created.Vault, vault.GetPublic("profile")));
        var secret = Assert.Single(elsewhere.Secrets);
        Assert.Equal(("personal", $"swarm-profile-{created.Recipient.ToString()[^12..]}"), secret.Key);
        Assert.Equal(["public.json", "vault.json"], Directory.GetFiles(Path.Combine(VaultPath, "profile")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        using (var operatorKey = vault.OpenOperator("profile"))
        using (var sealingKey = vault.OpenSealing("profile"))
        {
            Assert.Equal((created.VerificationKey, created.Recipient), (operatorKey.PublicKey, sealingKey.Recipient));
        }

        var exception = AssertRefused(ErrorCode.KeyInvalid, () => OpenVault().OpenSealing("profile"));
        Assert.Contains("personal", exception.Message, StringComparison.Ordinal);
        elsewhere.Secrets[secret.Key] = "{}"u8.ToArray();
        AssertRefused(ErrorCode.KeyInvalid, () => vault.OpenSealing("profile"));
        File.WriteAllText(Path.Combine(VaultPath, "profile", "vault.json"), """{"secret":"x","type":"swarm-vault-reference-v2","vault":"x"}""");
        AssertRefused(ErrorCode.KeyInvalid, () => vault.OpenSealing("profile"));
    }

    [Fact]
    public void Another_vault_that_refuses_leaves_no_profile()
    {
        var elsewhere = new MemoryVault();
        var vault = OpenVault(elsewhere);
        AssertRefused(ErrorCode.KeyInvalid, () => vault.Create("profile", RandomSource.System, MemoryVault.Locked));
        AssertRefused(ErrorCode.KeyInvalid, () => OpenVault().Create("profile", RandomSource.System, "personal"));
        Assert.False(vault.Exists("profile"));
        Assert.Empty(Directory.GetFileSystemEntries(VaultPath));
    }

    [Fact]
    public async Task Of_many_that_create_one_profile_in_another_vault_only_the_winner_leaves_a_secret()
    {
        var elsewhere = new MemoryVault();
        using var barrier = new Barrier(4);
        var created = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                barrier.SignalAndWait();
                return OpenVault(elsewhere).Create("profile", RandomSource.System, "personal");
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.Single(created.Distinct());
        Assert.Single(elsewhere.Secrets);
        using var sealingKey = OpenVault(elsewhere).OpenSealing("profile");
        Assert.Equal(created[0].Recipient, sealingKey.Recipient);
    }

    private KeyVault OpenVault(ISecretVault? elsewhere = null) => new(VaultPath, new RecordedClock(TimeProvider.System, Moment), elsewhere);

    private string SecretPath(string name) => Path.Combine(VaultPath, name, "secret.json");

    private static SwarmException AssertRefused(ErrorCode code, Func<object?> call)
    {
        var exception = Assert.Throws<SwarmException>(call);
        Assert.Equal(code, exception.ErrorCode);
        return exception;
    }

#pragma warning disable CA1416 // The tests that use them are skipped on Windows.
    private static UnixFileMode GetMode(string path) => File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode) => File.SetUnixFileMode(path, mode);
#pragma warning restore CA1416
}
