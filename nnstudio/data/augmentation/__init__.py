"""Augmentation: training pictures are distorted differently in each epoch, so a network cannot learn them by heart."""

from nnstudio.data.augmentation.augmented_pictures import AugmentedPictures
from nnstudio.data.augmentation.augmenter import augment
from nnstudio.data.augmentation.settings import AugmentationSettings

__all__ = ["AugmentationSettings", "AugmentedPictures", "augment"]
