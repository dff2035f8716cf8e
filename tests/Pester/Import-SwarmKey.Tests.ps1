BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $mine = New-SwarmKey mine
    foreach ($purpose in 'Operator', 'Sealing') { Export-SwarmKey mine -Purpose $purpose -Secret -Destination "./$purpose.key" | Out-Null }
}
AfterAll { Exit-Scene }

Describe 'Import-SwarmKey' {
    It 'leaves nothing with -WhatIf' {
        Import-SwarmKey brought -Path ./Operator.key, ./Sealing.key -WhatIf | Should -BeNullOrEmpty
        Get-SwarmKey brought -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'makes a profile of exported keys, in any order of the files, and the same again' {
        foreach ($files in @('./Sealing.key', './Operator.key'), @('./Operator.key', './Sealing.key')) {
            $key = Import-SwarmKey brought -Path $files
            $key.OperatorKey | Should -Be $mine.OperatorKey
            $key.Recipient | Should -Be $mine.Recipient
        }
    }

    It 'refuses what is not both keys of a profile: <Files>' -ForEach @(
        @{ Files = @('./Operator.key') }, @{ Files = @('./Operator.key', './Operator.key') }, @{ Files = @('./Sealing.key', './Sealing.key') }, @{ Files = @('./nonsense.key', './Sealing.key') }
    ) {
        'nonsense', 'of two lines' | Set-Content ./nonsense.key
        Import-SwarmKey other -Path $Files -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmKeyInvalid,*'
        Get-SwarmKey other -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'never replaces a profile of other keys' {
        New-SwarmKey taken | Out-Null
        Import-SwarmKey taken -Path ./Operator.key, ./Sealing.key -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmKeyInvalid,*'
    }
}
