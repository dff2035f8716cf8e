using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Core.Time;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Keys;
using Swarm.Cryptography.Randomness;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;
using Swarm.Cryptography.Tests.Support;

namespace Swarm.Cryptography.Tests.Secrets;

/// <summary>A known secret goes into every type that holds one, and must not come out by accident.</summary>
public sealed class CanaryTests
{
    // Ten characters in a row of any form of the secret are one too many.
    private const int Window = 10;

    private static readonly string[] Forms =
    [
        Convert.ToHexString(Samples.Secret),
        Convert.ToHexStringLower(Samples.Secret),
        Convert.ToBase64String(Samples.Secret),
        Samples.Identity[16..],
        Samples.Identity[16..].ToLowerInvariant(),
        string.Join(',', Samples.Secret),
    ];

    private static readonly JsonSerializerOptions EveryMember = new() { IncludeFields = true };

    [Fact]
    public void The_canary_would_be_seen()
    {
        Assert.True(Reveals(Samples.Identity));
        Assert.True(Reveals(Samples.SigningKeyText));
        Assert.True(Reveals($"x{Convert.ToHexString(Samples.Secret)}x"));
        Assert.True(Reveals(JsonSerializer.Serialize(Samples.Secret.Select(value => (int)value))));
        using var capability = Samples.CreateCapability();
        Assert.True(Reveals(Encoding.UTF8.GetString(capability.Serialize())));
    }

    [Fact]
    public void Types_that_hold_a_secret_do_not_print_format_or_serialise_it()
    {
        using var signingKey = Samples.CreateSigningKey();
        using var identity = Samples.CreateIdentity();
        using var chain = Samples.CreateRoot(RatchetKind.State);
        using var state = Samples.CreateCapability();
        using var net = Samples.CreateCapability(RatchetKind.Net);
        using var random = new DerivedRandomSource(Samples.Secret, "label");
        foreach (var holder in new object[] { signingKey, identity, chain, state, net, random })
        {
            var type = holder.GetType();
            Assert.False(Reveals(holder.ToString()!), type.Name);
            Assert.False(Reveals(string.Format(CultureInfo.InvariantCulture, "{0} {0:X} {0:R}", holder)), type.Name);
            Assert.False(Reveals(SerializeOrFail(holder)), type.Name);
            Assert.False(Reveals(SerializeOrFail(new { holder })), type.Name);
            Assert.Equal("{ToString(),nq}", type.GetCustomAttribute<DebuggerDisplayAttribute>()?.Value);
            foreach (var property in type.GetProperties().Where(property => !property.PropertyType.IsByRefLike))
            {
                Assert.False(Reveals(property.GetValue(holder)?.ToString() ?? ""), $"{type.Name}.{property.Name}");
            }

            Assert.Empty(type.GetFields(BindingFlags.Instance | BindingFlags.Public));
        }
    }

    [Fact]
    public void A_capability_serialises_as_its_redacted_text_and_is_not_read_from_JSON()
    {
        using var capability = Samples.CreateCapability();
        Assert.Equal(capability.ToString(), JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(capability)));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<Capability>("{}"));
    }

    [Fact]
    public void Refusing_a_secret_that_is_almost_right_does_not_quote_it()
    {
        using var capability = Samples.CreateCapability();
        var json = Encoding.UTF8.GetString(capability.Serialize());
        AssertSilent(() => AgeIdentity.Parse(Samples.Identity[..^1] + "Q"));
        AssertSilent(() => AgeIdentity.Parse(Samples.Identity.ToLowerInvariant()));
        AssertSilent(() => SigningKey.Parse(Samples.SigningKeyText[..^1]));
        AssertSilent(() => AgeRecipient.Parse(Samples.Identity));
        AssertSilent(() => VerificationKey.Parse(Samples.SigningKeyText));
        foreach (var (part, replacement) in new[] { ("Hh8", "Hh9"), ("chain_key\":\"", ""), ("\":\"", "\":"), ("}", ""), ("-v1", "-v2") })
        {
            AssertSilent(() => Capability.Parse(Encoding.UTF8.GetBytes(json.Replace(part, replacement, StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void A_damaged_key_file_is_not_quoted_and_the_public_file_holds_no_secret()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the file is opaque.");
        using var folder = new TemporaryFolder();
        var vault = new KeyVault(folder.Path, new RecordedClock(TimeProvider.System));
        var created = vault.Create("profile", new SequenceRandomSource(Samples.Secret, Samples.Secret));
        Assert.False(Reveals(created.ToString()));
        Assert.False(Reveals(JsonSerializer.Serialize(created)));
        Assert.False(Reveals(File.ReadAllText(folder.Combine("profile/public.json"))));
        var path = folder.Combine("profile/secret.json");
        var content = File.ReadAllText(path);
        Assert.True(Reveals(content));
        string WithOut(string part) => content.Replace(part, "", StringComparison.Ordinal);
        foreach (var damaged in new[] { content[..^1], content[1..], WithOut(":"), WithOut("\"") })
        {
            File.WriteAllText(path, damaged);
            AssertSilent(() => vault.OpenOperator("profile"));
            AssertSilent(() => vault.OpenSealing("profile"));
        }
    }

    [Fact]
    public void A_sealed_capability_does_not_show_it()
    {
        using var capability = Samples.CreateCapability();
        var file = capability.Seal([AgeRecipient.Parse(Samples.Recipient)], RandomSource.System);
        Assert.False(Reveals(Encoding.Latin1.GetString(file)));
        Assert.Equal(-1, file.AsSpan().IndexOf(Samples.Secret.AsSpan(0, 8)));
    }

    private static string SerializeOrFail(object holder)
    {
        try
        {
            return JsonSerializer.Serialize(holder, EveryMember);
        }
        catch (InvalidOperationException exception)
        {
            return exception.ToString();
        }
    }

    private static void AssertSilent(Func<object> call)
    {
        var exception = Assert.Throws<SwarmException>(call);
        Assert.False(Reveals(exception.ToString()));
        Assert.All(exception.Data.Values.Cast<object>(), value => Assert.False(Reveals(value.ToString()!)));
    }

    private static bool Reveals(string text) => Forms.Any(form =>
        Enumerable.Range(0, form.Length - Window + 1).Any(start => text.Contains(form.AsSpan(start, Window), StringComparison.Ordinal)));
}
