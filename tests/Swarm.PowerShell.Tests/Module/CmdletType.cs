using System.Reflection;

namespace Swarm.PowerShell.Tests.Module;

/// <summary>A cmdlet's class, as its metadata has it.</summary>
public sealed class CmdletType
{
    private CmdletType(Type type, CustomAttributeData cmdlet) => (Type, Attribute) = (type, cmdlet);

    public Type Type { get; }

    public string Verb => (string)Attribute.ConstructorArguments[0].Value!;

    public string Noun => (string)Attribute.ConstructorArguments[1].Value!;

    public string Name => $"{Verb}-{Noun}";

    public bool SupportsShouldProcess => Attribute.NamedArguments.Any(argument => argument is { MemberName: "SupportsShouldProcess", TypedValue.Value: true });

    public IReadOnlyList<PropertyInfo> Parameters => [.. Type.GetProperties().Where(property => AttributesOf(property, "ParameterAttribute").Any())];

    private CustomAttributeData Attribute { get; }

    public static CmdletType? Find(Type type) =>
        !type.IsAbstract && AttributesOf(type, "CmdletAttribute").FirstOrDefault() is { } cmdlet ? new CmdletType(type, cmdlet) : null;

    public static IEnumerable<CustomAttributeData> AttributesOf(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => string.Equals(attribute.AttributeType.Name, name, StringComparison.Ordinal));

    public static bool Binds(PropertyInfo parameter, string how) => AttributesOf(parameter, "ParameterAttribute")
        .Any(attribute => attribute.NamedArguments.Any(argument => string.Equals(argument.MemberName, how, StringComparison.Ordinal) && argument.TypedValue.Value is true));

    public IEnumerable<string> OutputTypes => AttributesOf(Type, "OutputTypeAttribute")
        .SelectMany(attribute => attribute.ConstructorArguments)
        .SelectMany(argument => argument.Value is IEnumerable<CustomAttributeTypedArgument> types ? types.Select(type => type.Value) : [argument.Value])
        .OfType<Type>()
        .Select(type => type.FullName!);
}
