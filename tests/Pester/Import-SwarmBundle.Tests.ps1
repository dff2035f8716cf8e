BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $base | Export-SwarmBundle -Destination base.age | Out-Null
}
AfterAll { Exit-Scene }

Describe 'Import-SwarmBundle' {
    It 'leaves nothing with -WhatIf' {
        Import-SwarmBundle base.age -Label copied -WhatIf | Should -BeNullOrEmpty
        Get-SwarmNode | Should -HaveCount 1
    }

    It 'takes a bundle in as a new root, from the pipeline too' {
        $node = Get-Item base.age | Import-SwarmBundle -Label copied
        $node.Label | Should -Be copied
        $node.Operation | Should -Be import
        $node.ParentNodeId | Should -BeNullOrEmpty
        (Compare-SwarmState base copied).IsSame | Should -BeTrue
    }

    It 'takes it into another store as the node that it was' {
        New-Item -ItemType Directory other | Out-Null
        $tokens = Join-Path (Split-Path $base.CertificatePath) next_tokens.json
        $node = Import-SwarmBundle base.age -Root ./other -NextTokensPath $tokens -CertificatePath $base.CertificatePath
        $node.NodeId | Should -Be $base.NodeId
        $node | Test-SwarmCertificate -Quiet | Should -BeTrue
    }

    It 'takes a file in only with the digest that is asked for' {
        $digest = "sha256:$((Get-FileHash base.age).Hash.ToLowerInvariant())"
        (Import-SwarmBundle base.age -Label held -Sha256 $digest).Label | Should -Be held
        Import-SwarmBundle base.age -Label other -Sha256 "sha256:$('0' * 64)" -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike '*ArtifactBundleInvalid*'
    }

    It 'takes it in by its locator, and by the file of one with its digest' {
        $bundle = $base | Export-SwarmBundle -Destination located.age
        (Import-SwarmBundle $bundle.Locator -Label bylocator).Label | Should -Be bylocator
        $document = [ordered]@{
            type = 'swarm-bundle-locator-v1'; locator = $bundle.Locator; bundle_sha256 = $bundle.BundleHash
            bundle_manifest_sha256 = $bundle.ManifestHash; size = $bundle.Size
        }
        $document | ConvertTo-Json | Set-Content bundle_locator_next.json
        (Import-SwarmBundle bundle_locator_next.json -Label bydocument).Label | Should -Be bydocument
        Add-Content located.age 'more'
        Import-SwarmBundle bundle_locator_next.json -Label changed -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike '*ArtifactBundleInvalid*'
    }

    It 'refuses one with a bit flipped, and leaves nothing' {
        $content = [System.IO.File]::ReadAllBytes((Resolve-Path base.age).ProviderPath)
        $content[$content.Length - 5] = $content[$content.Length - 5] -bxor 1
        [System.IO.File]::WriteAllBytes((Join-Path (Get-Location).ProviderPath flipped.age), $content)
        $count = (Get-SwarmNode).Count
        Import-SwarmBundle flipped.age -Label flipped -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        (Get-SwarmNode).Count | Should -Be $count
    }
}
